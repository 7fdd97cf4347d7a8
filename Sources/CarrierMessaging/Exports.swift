// The model and the cores name moments, limits and segments: one import brings all of it.
@_exported import CarrierSession
@_exported import SMSText
