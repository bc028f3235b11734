namespace ISyNet.Reports;

/// <summary>A named value: <c>Cores: 2</c>.</summary>
public sealed record Fact(string Name, string Value);
