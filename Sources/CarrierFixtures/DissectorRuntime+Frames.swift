extension DissectorRuntime {
    /// How a frame's version and layout are found, and what is shown of it as a whole.
    static let frames = #"""
        local version_fields = { Version = true, ClientVersion = true, ServerVersion = true }

        -- How many octets the fields take, without showing them; nil where the frame ends too early.
        local function measure(buffer, place, finish, fields, values)
          for _, entry in ipairs(fields) do
            local kind, size = entry[2], entry[3]
            if kind == "L" or kind == "G" then
              place = place + size * (values[entry[4]] or 0)
            elseif kind == "P" then
              place = place + (values[entry[4]] or 0)
            elseif kind == "*" then
              while place + 4 <= finish do
                local count = buffer(place + 2, 2):uint()
                if place + 4 + count > finish then return nil end
                if entry.tags[buffer(place, 2):uint()] == "TP_udhi" and count > 0 and count <= 4 then
                  values.TP_udhi = buffer(place + 4, count):uint()
                end
                place = place + 4 + count
              end
            elseif entry.short and place + size > finish then
              place = finish
            else
              if place + size > finish then return nil end
              if kind == "n" or version_fields[entry[1]] then values[entry[1]] = buffer(place, size):uint() end
              place = place + size
            end
            if place > finish then return nil end
          end
          return place
        end

        -- The layout that takes the frame exactly, of the dialects in order; else the first that has the command.
        local function choose(family, buffer, length, wanted)
          local command = buffer(4, 4):uint()
          local first, deviating, other
          for round = 1, 2 do
            for _, dialect in ipairs(family.dialects) do
              if round == 2 or dialect.name == wanted then
                for _, layout in ipairs(dialect.by_number[command] or {}) do
                  local values = {}
                  local finish = measure(buffer, family.header, length, layout.fields, values)
                  local named = values.Version or values.ClientVersion or values.ServerVersion or dialect.version
                  if finish == length and named == dialect.version then return dialect, layout, true end
                  if finish == length and not other then other = { dialect, layout } end
                  first = first or (finish and { dialect, layout })
                  deviating = deviating or { dialect, layout }
                end
              end
            end
          end
          if other then return other[1], other[2], true end
          local found = first or deviating
          if found then return found[1], found[2], false end
        end

        -- Per connection: which version the login named, and which frame asked what.
        local versions, requests, partners = {}, {}, {}
        local function ends(pinfo)
          local here = tostring(pinfo.src) .. ":" .. pinfo.src_port
          local there = tostring(pinfo.dst) .. ":" .. pinfo.dst_port
          return here, there, here < there and here .. there or there .. here
        end

        local function note_version(family, dialect, key, command, state)
          if command ~= 1 then return end
          local version = state.values.Version or state.values.ClientVersion
          for _, other in ipairs(family.dialects) do
            if version and other.version == version then versions[key] = other.name end
          end
        end

        local function link(family, buffer, pinfo, tree, command, is_response)
          local here, there, key = ends(pinfo)
          local number = tostring(buffer(8, family.header - 8):bytes())
          local asker = is_response and there or here
          local name = key .. "/" .. asker .. "/" .. (command % 0x80000000) .. "/" .. number
          local place = pinfo.number .. "/" .. name
          if not pinfo.visited then
            if is_response then
              local open = requests[name]
              if open then
                partners[place] = open
                partners[open.number .. "/" .. name] = { number = pinfo.number }
                requests[name] = nil
              end
            else
              requests[name] = { number = pinfo.number, time = pinfo.rel_ts }
            end
          end
          local partner = partners[place]
          if not partner then return end
          if is_response then
            tree:add(family.request, partner.number):set_generated()
            local seconds = pinfo.rel_ts - partner.time
            local whole = math.floor(seconds)
            tree:add(family.latency, NSTime.new(whole, math.floor((seconds - whole) * 1e9))):set_generated()
          else
            tree:add(family.answer, partner.number):set_generated()
          end
        end

        local function dissect_frame(family, buffer, pinfo, root)
          local length = buffer(0, 4):uint()
          if length < family.header or length > buffer:len() then return 0 end
          local _, _, key = ends(pinfo)
          local command = buffer(4, 4):uint()
          local dialect, layout, is_exact = choose(family, buffer, length, versions[key])
          local title = layout and layout.title or string.format("command 0x%08x", command)
          pinfo.cols.protocol = dialect and dialect.title or family.proto.description
          local tree = root:add(family.proto, buffer(0, length), (dialect and dialect.title or "") .. " " .. title)
          local names = family.names
          tree:add(family.field_of(names[1], "u", 4), buffer(0, 4))
          tree:add(family.command, buffer(4, 4)):append_text(" (" .. title .. ")")
          if family.header == 12 then
            tree:add(family.field_of(names[3], "u", 4), buffer(8, 4))
          else
            local range = buffer(8, 12)
            tree:add(family.field_of(names[3], "o", 12), range):append_text(
              string.format(" (%u-%010u-%u)", range(0, 4):uint(), range(4, 4):uint(), range(8, 4):uint()))
          end
          local info = title
          if layout then
            tree:add(family.dialect, dialect.title):set_generated()
            local state = {
              family = family, dialect = dialect, buffer = buffer, place = family.header, finish = length, values = {},
              codes = layout.codes or {}, shown = {}, command = layout,
            }
            -- In SMGP the indicator of a header stands behind the content.
            local values = {}
            measure(buffer, family.header, length, layout.fields, values)
            state.values.TP_udhi = values.TP_udhi
            local is_whole = walk(state, tree, layout.fields)
            if not is_whole then
              tree:add_expert_info(PI_MALFORMED, PI_ERROR, "The frame ends inside its fields")
            elseif state.place < length and #layout.fields == 0 then
              tree:add(family.body, buffer(state.place, length - state.place))
            elseif state.place < length then
              tree:add_proto_expert_info(family.surplus, (length - state.place) .. " octets behind the last field")
            end
            note_version(family, dialect, key, command, state)
            for _, name in ipairs({ "Status", "Result", "Stat", "stat", "State" }) do
              if state.shown[name] then info = info .. ", " .. name .. " " .. state.shown[name] end
            end
            if state.segment then info = info .. ", segment " .. state.segment end
            if state.text then info = info .. ", " .. state.text end
          end
          if not layout and length > family.header then
            tree:add(family.body, buffer(family.header, length - family.header))
          end
          link(family, buffer, pinfo, tree, command, command >= 0x80000000)
          pinfo.cols.info:append((family.first and "" or " | ") .. info)
          family.first = false
          return length
        end

        local function register(definition)
          local family = family_of(definition)
          local proto = family.proto
          family.names = definition.names
          family.surplus = ProtoExpert.new(
            definition.name .. ".surplus", "Octets behind the last field", expert.group.PROTOCOL, expert.severity.NOTE)
          for _, dialect in ipairs(definition.dialects) do
            local function declare(fields)
              for _, entry in ipairs(fields) do
                if entry.fields then
                  declare(entry.fields)
                elseif entry[2] == "*" then
                  for _, name in ipairs(entry.names) do
                    family.field_of(name, "u", 1)
                    family.field_of(name, "t", 2)
                    family.field_of(name, "o", 2)
                  end
                else
                  local kind = (entry[2] == "L" and "t") or (entry[2] == "P" and "o") or entry[2]
                  family.field_of(entry[1], kind, entry[3] or 0)
                  family.field_of(entry[1], "o", entry[3] or 0)
                end
              end
            end
            dialect.by_number = {}
            for _, layout in ipairs(dialect.commands) do
              declare(layout.fields)
              dialect.by_number[layout.number] = dialect.by_number[layout.number] or {}
              table.insert(dialect.by_number[layout.number], layout)
            end
            for _, reports in ipairs({ dialect.reports, dialect.mo_reports }) do
              for _, report in ipairs(reports) do declare(report.fields) end
            end
          end
          for _, name in ipairs({ "id", "sub", "dlvrd", "submit date", "done date", "stat", "err", "text" }) do
            family.field_of(name, "t", 1)
            family.field_of(name, "o", 1)
          end
          for _, kind in ipairs({ "t", "u", "o" }) do family.field_of("Tag", kind, 1) end
          family.field_of(definition.names[1], "u", 4)
          family.field_of(definition.names[3], definition.header == 12 and "u" or "o", definition.header - 8)
          proto.fields = family.list
          proto.experts = { family.surplus }
          function proto.dissector(buffer, pinfo, tree)
            family.first = true
            pinfo.cols.info = ""
            dissect_tcp_pdus(
              buffer, tree, 4, function(part) return math.max(4, math.min(part(0, 4):uint(), definition.maximum)) end,
              function(part, info, root) return dissect_frame(family, part, info, root) end)
            return buffer:len()
          end
          local ports = DissectorTable.get("tcp.port")
          for _, port in ipairs(definition.ports) do ports:add(port, proto) end
          -- Any other port: a first frame of a known command that a layout takes exactly.
          proto:register_heuristic("tcp", function(buffer, pinfo, tree)
            if buffer:len() < family.header then return false end
            local length = buffer(0, 4):uint()
            if length < family.header or length > definition.maximum or length > buffer:len() then return false end
            local _, _, is_exact = choose(family, buffer, length, nil)
            if not is_exact or length == family.header and buffer:len() > length and buffer:len() < length + 4 then
              return false
            end
            proto.dissector(buffer, pinfo, tree)
            pinfo.conversation = proto
            return true
          end)
        end

        for _, definition in ipairs(families) do register(definition) end
        """#
}
