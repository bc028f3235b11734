namespace ISyNet.Cli.Doctor;

/// <summary>One check of the doctor.</summary>
internal interface IHealthCheck
{
    /// <summary>One or two words.</summary>
    string Name { get; }

    /// <summary>Runs the check. An exception is a bad finding.</summary>
    Task<Finding> ExamineAsync(CancellationToken cancellation);
}
