@_exported import SMGPCodec
@_exported import CarrierMessaging
