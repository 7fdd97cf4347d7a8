@_exported import SGIPCodec
@_exported import CarrierMessaging
