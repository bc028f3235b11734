namespace ISyNet.Core.Results;

/// <summary>The kind of job that wrote a result folder.</summary>
public enum ResultKind
{
    /// <summary>A network designed for a device, trained and exported.</summary>
    Design,

    /// <summary>A classifier trained from scratch.</summary>
    Train,

    /// <summary>A trained classifier, fine-tuned on another task.</summary>
    Finetune,

    /// <summary>Imported weights of another framework.</summary>
    Import,

    /// <summary>The candidates of a study.</summary>
    Study,

    /// <summary>A comparison of several studies.</summary>
    Compare,

    /// <summary>A network scaled to latency budgets.</summary>
    Scale,

    /// <summary>A trained detector.</summary>
    Detect,
}

/// <summary>What to do with existing results in a result folder.</summary>
public enum FolderUse
{
    /// <summary>The folder must be new or empty.</summary>
    New,

    /// <summary>Continue the stopped job in the folder.</summary>
    Resume,

    /// <summary>Replace the existing results.</summary>
    Overwrite,
}
