// The interface of a client and a gateway names the model, and of the transport where to dial, whom a listener takes
// and what went wrong.
@_exported import CarrierMessaging
@_exported import struct CarrierTransport.Endpoint
@_exported import struct CarrierTransport.EndpointSyntaxError
@_exported import struct CarrierTransport.ListenerCounts
@_exported import struct CarrierTransport.ListenerLimits
@_exported import struct CarrierTransport.TransportError
@_exported import struct CarrierTransport.TurnedAway
@_exported import CarrierWire
