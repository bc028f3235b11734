namespace ISyNet.Search;

/// <summary>A search space, genotype, budget or strategy that is not valid. The message is one line for the user.</summary>
public class SearchException(string message, Exception? inner = null) : ISyNetException(message, inner);
