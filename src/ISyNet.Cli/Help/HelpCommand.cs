using System.CommandLine;

namespace ISyNet.Cli.Help;

/// <summary><c>isynet help [COMMAND]</c>: the same as <c>isynet COMMAND --help</c>; with <c>--all</c>, the help of every command.</summary>
internal static class HelpCommand
{
    public const string Name = "help";

    public static Command Create(RootCommand root)
    {
        var names = new Argument<string[]>("command") { Description = "A command, such as study run. Default: the list of all.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "Show the help of every command." };
        var command = new Command(Name, "Show the help of a command.") { names, all };
        command.SetAction(result => result.GetValue(all)
            ? VerbName.Below(root).Max(verb => Show(root, verb.Name.Split(' ')))
            : Show(root, result.GetValue(names) ?? []));
        return command;
    }

    private static int Show(RootCommand root, string[] names)
    {
        Command at = root;
        foreach (var name in names)
        {
            at = at.Subcommands.FirstOrDefault(sub => sub.Name == name)
                ?? throw UsageException.Unknown("command", name, at.Subcommands.Select(sub => sub.Name));
        }

        return root.Parse([.. names, "--help"]).Invoke();
    }
}
