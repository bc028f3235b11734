namespace ISyNet.Core.Results;

/// <summary>The job that a result folder is of.</summary>
public enum ResultKind
{
    /// <summary>A network designed for a device, trained and exported.</summary>
    Design,

    /// <summary>A classifier trained from fresh weights.</summary>
    Train,

    /// <summary>A trained classifier taken to another task.</summary>
    Finetune,

    /// <summary>Weights of another framework.</summary>
    Import,

    /// <summary>The candidates of a study.</summary>
    Study,

    /// <summary>Several studies beside each other.</summary>
    Compare,

    /// <summary>A network grown to latency budgets.</summary>
    Scale,

    /// <summary>A trained detector.</summary>
    Detect,
}

/// <summary>What may be done with what is in a result folder already.</summary>
public enum FolderUse
{
    /// <summary>The folder must be new or empty.</summary>
    New,

    /// <summary>Go on with the stopped job that is there.</summary>
    Resume,

    /// <summary>Take the place of the results that are there.</summary>
    Overwrite,
}
