/// What a dissector does with the tables: shows fields, finds a frame's layout, links requests and responses.
enum DissectorRuntime {
    /// Lua for Wireshark 3.6 and later.
    static let text = fields + "\n" + frames

    /// How fields, reports, headers and texts are shown.
    private static let fields = #"""
        -- What the tables below do not say: how a frame is walked and shown.

        local function family_of(definition)
          local family = { fields = {}, list = {}, dialects = definition.dialects, header = definition.header }
          local proto = Proto(definition.name, definition.title)
          family.proto = proto
          local function field(key, make)
            local found = family.fields[key]
            if not found then
              found = make()
              family.fields[key] = found
              table.insert(family.list, found)
            end
            return found
          end
          local prefix = definition.name .. "."
          local taken = {}
          -- The first kind of field that has a name gets it; others have their kind behind it.
          local function abbreviation(name, kind)
            local plain = prefix .. string.gsub(string.lower(name), "[^%w_]", "_")
            if not taken[plain] then
              taken[plain] = true
              return plain
            end
            return plain .. kind
          end
          function family.field_of(name, kind, size)
            if kind == "u" and size == 8 then
              return field(name .. "/8", function()
                return ProtoField.uint64(abbreviation(name, "_64"), name, base.HEX)
              end)
            elseif (kind == "u" or kind == "n") and size <= 4 then
              return field(name .. "/u", function()
                return ProtoField.uint32(abbreviation(name, "_number"), name, base.DEC)
              end)
            elseif kind == "s" and size <= 4 then
              return field(name .. "/s", function()
                return ProtoField.int32(abbreviation(name, "_signed"), name, base.DEC)
              end)
            elseif kind == "t" then
              return field(name .. "/t", function() return ProtoField.string(abbreviation(name, "_text"), name) end)
            end
            return field(name .. "/o", function() return ProtoField.bytes(abbreviation(name, "_octets"), name) end)
          end
          local own = { "text", "version", "command", "response_in", "response_to", "latency", "udh", "body" }
          for _, name in ipairs(own) do
            taken[prefix .. name] = true
          end
          family.body = field("/body", function() return ProtoField.bytes(prefix .. "body", "Body") end)
          family.text = field("/text", function() return ProtoField.string(prefix .. "text", "Text") end)
          family.dialect = field("/dialect", function()
            return ProtoField.string(prefix .. "version", "Protocol version")
          end)
          family.command = field("/command", function()
            return ProtoField.uint32(prefix .. "command", definition.names[2], base.HEX)
          end)
          family.answer = field("/answer", function()
            return ProtoField.framenum(prefix .. "response_in", "Response in")
          end)
          family.request = field("/request", function()
            return ProtoField.framenum(prefix .. "response_to", "Response to")
          end)
          family.latency = field("/latency", function()
            return ProtoField.relative_time(prefix .. "latency", "Time since the request")
          end)
          family.udh = field("/udh", function() return ProtoField.bytes(prefix .. "udh", "User data header") end)
          family.udh_reference = field("/udh_reference", function()
            return ProtoField.uint32(prefix .. "udh.reference", "Reference")
          end)
          family.udh_total = field("/udh_total", function()
            return ProtoField.uint32(prefix .. "udh.total", "Segments")
          end)
          family.udh_number = field("/udh_number", function()
            return ProtoField.uint32(prefix .. "udh.number", "Segment")
          end)
          family.udh_ports = field("/udh_ports", function() return ProtoField.bytes(prefix .. "udh.ports", "Ports") end)
          return family
        end

        local function printable(octets)
          local text = string.gsub(octets, "%z+$", "")
          if string.find(text, "[^\32-\126]") then return nil end
          return text
        end

        -- The octets of a field's list: nil where the frame ends before.
        local function fits(state, count) return state.place + count <= state.finish end

        local function show(state, tree, entry, count, label)
          local name, kind = entry[1], entry[2]
          local range = state.buffer(state.place, count)
          local shown
          if kind == "u" or kind == "s" or kind == "n" then
            local item
            if count == 12 then
              local words = { range(0, 4):uint(), range(4, 4):uint(), range(8, 4):uint() }
              item = tree:add(state.family.field_of(name, "o", count), range)
              shown = string.format("%u-%010u-%u", words[1], words[2], words[3])
              item:append_text(" (" .. shown .. ")")
            else
              item = tree:add(state.family.field_of(name, kind, count), range)
              if count <= 4 then
                local value = kind == "s" and range:int() or range:uint()
                state.values[name] = value
                local meaning = state.codes[name] and state.codes[name][value]
                if meaning then item:append_text(" (" .. meaning .. ")") end
                shown = meaning and (value .. " " .. meaning) or tostring(value)
              else
                shown = tostring(range:bytes())
              end
            end
          elseif kind == "t" then
            local octets = range:raw()
            local text = printable(octets)
            if text then
              local item = tree:add(state.family.field_of(name, "t", count), range, text)
              local meaning = (name == "Stat" or name == "stat") and status_words[text]
              if meaning then item:append_text(" (" .. meaning .. ")") end
            else
              tree:add(state.family.field_of(name, "o", count), range)
            end
            shown = text or tostring(range:bytes())
          else
            tree:add(state.family.field_of(name, "o", count), range)
            shown = tostring(range:bytes())
          end
          state.shown[label or name] = state.shown[label or name] or shown
          state.place = state.place + count
        end

        local walk

        local function show_udh(state, tree, start, finish)
          local length = state.buffer(start, 1):uint()
          if start + 1 + length > finish then return start end
          local branch = tree:add(state.family.udh, state.buffer(start, 1 + length))
          local place = start + 1
          while place + 2 <= start + 1 + length do
            local element, count = state.buffer(place, 1):uint(), state.buffer(place + 1, 1):uint()
            local data = place + 2
            if data + count > start + 1 + length then break end
            local wide = element == 8 and count == 4
            if (element == 0 and count == 3) or wide then
              local size = wide and 2 or 1
              branch:add(state.family.udh_reference, state.buffer(data, size))
              branch:add(state.family.udh_total, state.buffer(data + size, 1))
              branch:add(state.family.udh_number, state.buffer(data + size + 1, 1))
              local total, number = state.buffer(data + size, 1):uint(), state.buffer(data + size + 1, 1):uint()
              state.segment = number .. "/" .. total
            elseif element == 4 or element == 5 then
              branch:add(state.family.udh_ports, state.buffer(data, count))
            end
            place = data + count
          end
          return start + 1 + length
        end

        local function show_text(state, tree, start, finish)
          if finish <= start then return end
          local range = state.buffer(start, finish - start)
          local encodings = { ["UCS-2"] = ENC_UTF_16 + ENC_BIG_ENDIAN, GB18030 = ENC_GB18030, ASCII = ENC_ASCII }
          local encoding = encodings[alphabets[state.coding or 0]]
          -- The value that it gives has the length of the text, not of the octets as range:string() has.
          if encoding then
            local _, text = tree:add_packet_field(state.family.text, range, encoding)
            state.text = text
          end
        end

        -- A report of labelled text around an id of ten octets.
        local function show_labelled(state, tree, start, finish)
          local octets = state.buffer(start, finish - start):raw()
          local branch = tree:add(state.buffer(start, finish - start), "Status report")
          state.place = start + 3
          show(state, branch, { "id", "o" }, 10, "report id")
          -- Peers write underscores for the blanks in labels too.
          local lower, from, found = string.gsub(string.lower(octets), "_", " "), 14, {}
          for _, label in ipairs({ " sub:", " dlvrd:", " submit date:", " done date:", " stat:", " err:", " text:" }) do
            local first, last = string.find(lower, label, from, true)
            if first then
              table.insert(found, { string.sub(label, 2, -2), first, last })
              from = last + 1
            end
          end
          for index, entry in ipairs(found) do
            local last = found[index + 1] and found[index + 1][2] - 1 or #octets
            if last > entry[3] then
              state.place = start + entry[3]
              show(state, branch, { entry[1], "t" }, last - entry[3])
            end
          end
        end

        local function show_content(state, tree, entry, count)
          local start, finish = state.place, state.place + count
          if count == 0 then return end
          local item = tree:add(state.family.field_of(entry[1], "o", count), state.buffer(start, count))
          local flag = state.values.Registered_Delivery or state.values.IsReport or 0
          local forward = state.values.Msg_Fwd_Type
          local says_report = flag ~= 0
          if forward then says_report = forward == 2 or forward == 3 end
          if state.values.ReportFlag then says_report = state.values.ReportFlag == 0 end
          local is_report = state.command.reports and says_report
          if is_report and count >= 13 and string.lower(state.buffer(start, 3):string()) == "id:" then
            show_labelled(state, item, start, finish)
          elseif is_report then
            for _, report in ipairs(forward == 3 and state.dialect.mo_reports or state.dialect.reports) do
              if report.size == count then
                local branch = item:add(state.buffer(start, count), "Status report")
                walk(state, branch, report.fields)
                state.is_report = true
                break
              end
            end
          else
            local indicator = state.values.TP_udhi or 0
            state.coding = state.values.Msg_Fmt or state.values.MsgFormat or state.values.MessageCoding
            state.content = { item, start, finish }
            if indicator % 2 == 1 or math.floor(indicator / 64) % 2 == 1 then
              start = show_udh(state, item, start, finish)
              state.content[2] = start
            end
            show_text(state, item, start, finish)
          end
          state.place = finish
        end

        local function show_parameters(state, tree, entry)
          local branch = tree:add(state.buffer(state.place, state.finish - state.place), entry[1])
          while fits(state, 4) do
            local tag, count = state.buffer(state.place, 2):uint(), state.buffer(state.place + 2, 2):uint()
            if state.place + 4 + count > state.finish then return false end
            local name = entry.tags[tag] or "Tag"
            local item = branch:add(state.buffer(state.place, 4 + count), string.format("%s (0x%04x)", name, tag))
            state.place = state.place + 4
            if count > 0 then
              show(state, item, { name, count == 1 and "u" or "t" }, count)
            end
          end
          return state.place == state.finish
        end

        -- Shows fields; false where the frame ends too early.
        walk = function(state, tree, fields)
          for _, entry in ipairs(fields) do
            local kind, size = entry[2], entry[3]
            if kind == "L" or kind == "G" then
              for number = 1, state.values[entry[4]] or 0 do
                if not fits(state, size) then return false end
                if kind == "L" then
                  show(state, tree, { entry[1], "t" }, size)
                else
                  local branch = tree:add(state.buffer(state.place, size), entry[1] .. " " .. number)
                  if not walk(state, branch, entry.fields) then return false end
                end
              end
            elseif kind == "R" then
              if not fits(state, size) then return false end
              local branch = tree:add(state.buffer(state.place, size), entry[1])
              if not walk(state, branch, entry.fields) then return false end
            elseif kind == "P" then
              local count = state.values[entry[4]] or 0
              if not fits(state, count) then return false end
              show_content(state, tree, entry, count)
            elseif kind == "*" then
              if state.place < state.finish and not show_parameters(state, tree, entry) then return false end
            elseif entry.short and not fits(state, size) then
              if state.finish > state.place then show(state, tree, entry, state.finish - state.place) end
            else
              if not fits(state, size) then return false end
              show(state, tree, entry, size)
            end
          end
          return true
        end
        """#
}
