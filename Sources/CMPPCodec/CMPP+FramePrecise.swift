import CarrierWire

// The second visits: what departs from the layout in a tolerated way, and which field is at fault.

extension CMPP.Frame {
    @inline(never)
    static func decodePrecisely(
        _ octets: UnsafeRawBufferPointer, in version: CMPP.Version, limit: Int
    ) throws(WireError) -> CMPP.Frame {
        guard let header = CMPP.Header(octets) else { throw shortHeader(octets.count) }
        let announced = Int(header.totalLength)
        guard announced >= 12, announced <= limit else {
            throw WireError(
                .lengthOutOfRange(announced: UInt64(announced), minimum: 12, maximum: limit), field: "Total_Length",
                offset: 0)
        }
        guard octets.count <= announced else {
            throw WireError(
                .lengthMismatch(announced: announced, actual: octets.count), field: "Total_Length", offset: 0)
        }
        let body = UnsafeRawBufferPointer(rebasing: octets[12...])
        let decoder = TolerantDecoder(
            octets: body, version: version, commandID: header.commandID, isWhole: octets.count == announced)
        var frame = try header.commandID.visitBody(in: version, decoder).get()
        guard octets.count == announced else {
            throw WireError(
                .lengthMismatch(announced: announced, actual: octets.count), field: "Total_Length", offset: 0)
        }
        frame.sequence = header.sequence
        return frame
    }

    private static func shortHeader(_ count: Int) -> WireError {
        let fields: [FieldName] = ["Total_Length", "Command_Id", "Sequence_Id"]
        let index = min(count / 4, 2)
        return WireError(
            .truncated(needed: 4, available: count &- index &* 4), field: fields[index], offset: index &* 4)
    }

    @inline(never)
    func encodedPrecisely(in version: CMPP.Version, limit: Int) throws(WireError) -> [UInt8] {
        guard message.exists(in: version) else {
            throw WireError(.malformed, field: "Command_Id", offset: 4)
        }
        var none: Void = ()
        let body = try message.visit(BodyOctets(version: version, deviations: deviations), &none).get()
        let size = 12 &+ body.count &+ surplus.count
        guard size <= limit else {
            throw WireError(
                .lengthOutOfRange(announced: UInt64(size), minimum: 12, maximum: limit), field: "Total_Length",
                offset: 0)
        }
        var octets: [UInt8] = []
        octets.reserveCapacity(size)
        for word in [UInt32(truncatingIfNeeded: size), message.commandID.rawValue, sequence] {
            for shift in stride(from: UInt32(24), through: 0, by: -8) {
                octets.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return octets + body + surplus
    }
}

/// Decodes the body that it visits with the tolerances of section 9.1.
private struct TolerantDecoder: BodyTypeVisitor {
    let octets: UnsafeRawBufferPointer
    let version: CMPP.Version
    let commandID: CMPP.CommandID
    let isWhole: Bool

    func visit<Body: CMPP.Body>(_ type: Body.Type) -> Result<CMPP.Frame, WireError> {
        Result { () throws(WireError) in try decode(type) }
    }

    func visitUnknown() -> Result<CMPP.Frame, WireError> {
        let unknown = CMPP.Unknown(commandID: commandID, body: [UInt8](octets))
        return .success(CMPP.Frame(sequence: 0, message: .unknown(unknown)))
    }

    private func decode<Body: CMPP.Body>(_ type: Body.Type) throws(WireError) -> CMPP.Frame {
        var body = Body()
        var deviations = CMPP.Deviations()
        if isWhole, Body.isToldByLength, octets.count == body._size(in: version.other),
            octets.count != body._size(in: version)
        {
            deviations.hasOtherVersionLayout = true
        }
        let layout = deviations.hasOtherVersionLayout ? version.other : version
        let reading = try body.readPrecisely(
            octets, in: layout, origin: 12, payloadLength: isWhole ? reportLength(type) : nil,
            toleratesShortTail: isWhole)
        deviations.departure = reading.departure
        var frame = CMPP.Frame(sequence: 0, message: body.message)
        frame.deviations = deviations
        frame.surplus = [UInt8](octets[reading.count...])
        if case .deliver(let deliver) = frame.message { frame.nameReportLayout(of: deliver, in: version) }
        return frame
    }

    /// The length of a DELIVER's report where Msg_Length does not decide it (section 3.9, rules 2 and 3).
    private func reportLength(_ type: (some CMPP.Body).Type) -> Int? {
        guard type == CMPP.Deliver.self else { return nil }
        let room = octets.count &- CMPP.Deliver()._size(in: version)
        guard room == CMPP.Version.v2_0.reportLength || room == CMPP.Version.v3_0.reportLength else { return nil }
        // Reads the fields with the room as the content's length: registeredDelivery and Msg_Length decide.
        var deliver = CMPP.Deliver()
        guard let reading = try? deliver.readPrecisely(octets, in: version, origin: 12, payloadLength: room),
            deliver.registeredDelivery != 0
        else { return nil }
        let full = CMPP.Version.v3_0.reportLength
        let announced = reading.departure.announcedPayload ?? room
        let isThere = room &+ CMPP.Deliver().tailWidth(in: version) >= full
        return announced == full && isThere ? nil : room
    }
}

/// The octets of the body that it visits, deviations included.
private struct BodyOctets: BodyVisitor {
    let version: CMPP.Version
    let deviations: CMPP.Deviations

    func visit<Body: CMPP.Body>(_ body: Body, _ state: inout Void) -> Result<[UInt8], WireError> {
        let layout = deviations.hasOtherVersionLayout && Body.isToldByLength ? version.other : version
        return Result { () throws(WireError) in
            try body.octetsPrecisely(in: layout, origin: 12, departure: deviations.departure)
        }
    }

    func visit(_ unknown: CMPP.Unknown, _ state: inout Void) -> Result<[UInt8], WireError> { .success(unknown.body) }
}
