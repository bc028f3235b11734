using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ISyNet.Cli.Help;

/// <summary>The help of a verb: the usual text, followed by its examples.</summary>
internal sealed class HelpText(SynchronousCommandLineAction usual) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>Adds examples to the help of every verb of a program.</summary>
    public static void AddTo(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpText((SynchronousCommandLineAction)option.Action!);
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        ArgumentNullException.ThrowIfNull(parseResult);
        var code = usual.Invoke(parseResult);
        var examples = CommandExamples.Find(VerbName.Find(parseResult));
        if (examples.Count == 0)
            return code;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples)
            output.WriteLine($"  isynet {example}");
        output.WriteLine();
        return code;
    }
}
