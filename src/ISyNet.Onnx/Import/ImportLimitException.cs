using ISyNet.Graph;

namespace ISyNet.Onnx.Import;

/// <summary>A file asks for more time, memory or work than reading it may take; no other way of reading it is tried.</summary>
internal sealed class ImportLimitException(string message) : GraphException(message);
