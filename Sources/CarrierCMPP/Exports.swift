@_exported import CMPPCodec
@_exported import CarrierMessaging
