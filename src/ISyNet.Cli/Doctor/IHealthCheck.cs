namespace ISyNet.Cli.Doctor;

/// <summary>One thing that the doctor looks at.</summary>
internal interface IHealthCheck
{
    /// <summary>One or two words.</summary>
    string Name { get; }

    /// <summary>Looks. What it throws is a bad finding.</summary>
    Task<Finding> ExamineAsync(CancellationToken cancellation);
}
