namespace ISyNet.Training.Native.LibTorch;

/// <summary>How an operating system names the files of native libraries.</summary>
/// <param name="Prefix">What a file name begins with.</param>
/// <param name="Suffix">What it ends with.</param>
internal sealed record LibraryNaming(string Prefix, string Suffix)
{
    /// <summary>Linux.</summary>
    public static LibraryNaming Linux { get; } = new("lib", ".so");

    /// <summary>Windows.</summary>
    public static LibraryNaming Windows { get; } = new("", ".dll");

    /// <summary>macOS.</summary>
    public static LibraryNaming MacOS { get; } = new("lib", ".dylib");

    /// <summary>The system that runs this program.</summary>
    public static LibraryNaming Here { get; } = OperatingSystem.IsWindows() ? Windows : OperatingSystem.IsMacOS() ? MacOS : Linux;

    /// <summary>The file of a library, such as <c>libtorch_cpu.so</c> for <c>torch_cpu</c>.</summary>
    public string File(string library) => $"{Prefix}{library}{Suffix}";
}
