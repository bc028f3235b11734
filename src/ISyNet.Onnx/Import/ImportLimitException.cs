using ISyNet.Graph;

namespace ISyNet.Onnx.Import;

/// <summary>A file needs more time, memory or work than allowed. The import ends at once.</summary>
internal sealed class ImportLimitException(string message) : GraphException(message);
