namespace ISyNet.Core.Results;

/// <summary>A place for results cannot be used: it is occupied, or there is nothing to resume.</summary>
public sealed class OccupiedException(string message, Exception? inner = null) : ISyNetException(message, inner);
