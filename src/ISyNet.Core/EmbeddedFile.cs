using System.Reflection;
using System.Text;

namespace ISyNet.Core;

/// <summary>A file inside an assembly, which therefore does not have to exist on the machine.</summary>
public static class EmbeddedFile
{
    /// <summary>Its bytes.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="name">The resource's name.</param>
    /// <exception cref="InvalidOperationException">The assembly was built without it.</exception>
    public static byte[] Bytes(Assembly assembly, string name)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the assembly {assembly.GetName().Name} has no resource '{name}'");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Its text, in UTF-8.</summary>
    /// <exception cref="InvalidOperationException">The assembly was built without it.</exception>
    public static string Text(Assembly assembly, string name) => new StreamReader(new MemoryStream(Bytes(assembly, name)), Encoding.UTF8).ReadToEnd();
}
