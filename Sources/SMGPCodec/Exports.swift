// A codec's interface names octet strings, errors and frames of CarrierWire: one import brings all of it.
@_exported import CarrierWire
