using ISyNet.Cli.Sources;
using ISyNet.Graph;

namespace ISyNet.Cli.Commands;

/// <summary>A folder that results go to: nothing there is overwritten unless the user says so.</summary>
internal static class FreeFolder
{
    public static void Check(string folder, bool force)
    {
        if (!force && ResultFolder.IsFilled(folder))
            throw new GraphException($"{folder} is not empty: --force overwrites it, --out takes another folder");
    }
}
