namespace ISyNet.Search.Studies;

/// <summary>The server of a store does not answer, or not now: the same operation may succeed later.</summary>
public sealed class StoreUnreachableException(string message, Exception inner) : StudyException(message, inner);
