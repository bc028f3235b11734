namespace ISyNet.Training.Native;

/// <summary>A fault that a test makes in its own process and the children of it, so that machines without it try the remedy and the fall-back too.</summary>
internal enum InjectedFault
{
    None,

    /// <summary>oneDNN's caches become what a hypervisor that hides them makes of them.</summary>
    Caches,

    /// <summary>The same, and they are not mended.</summary>
    CachesLeft,

    /// <summary>Every check of the arithmetic crashes at its first question.</summary>
    Crash,

    /// <summary>Every check of the arithmetic hangs at its first question.</summary>
    Hang,
}
