using System.Runtime.InteropServices;

namespace ISyNet.Training.Native;

/// <summary>Environment variables as native code reads them: .NET keeps a copy of its own, and what is set there never reaches getenv(3).</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable for native code that has not read it yet.</summary>
    /// <returns>Whether this C library has it set.</returns>
    public static bool Set(string name, string value)
    {
        if (OperatingSystem.IsWindows())
            return false;
        try
        {
            return SetVariable(name, value, 1) == 0;
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
