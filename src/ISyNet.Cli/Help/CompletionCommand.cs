using System.CommandLine;

namespace ISyNet.Cli.Help;

/// <summary><c>isynet completion bash|zsh|fish</c>: a script by which a shell completes commands, options and names. The shell asks the program itself for words.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # Completion of isynet for bash. Save as ~/.local/share/bash-completion/completions/isynet
        _isynet() {
          local word="${COMP_WORDS[COMP_CWORD]}" line="${COMP_LINE#* }"
          if [ "$word" = "=" ]; then word=""; fi
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(isynet "[suggest:${#line}]" "$line" 2>/dev/null)" -- "$word"))
          # A network, a device or images may be a file, too.
          if [ "$COMP_CWORD" -gt 1 ] && [[ "$word" != -* ]]; then COMPREPLY+=($(compgen -f -- "$word")); fi
        }
        complete -o filenames -o default -F _isynet isynet
        """;

    private const string Zsh = """
        #compdef isynet
        # Completion of isynet for zsh. Save as _isynet in a folder of $fpath
        _isynet() {
          local line="${BUFFER#* }"
          local -a found
          found=("${(@f)$(isynet "[suggest:${#line}]" "$line" 2>/dev/null)}")
          if [[ "$PREFIX" == --*=* ]]; then compset -P '*='; fi
          compadd -- $found
          _files
        }
        compdef _isynet isynet
        """;

    private const string Fish = """
        # Completion of isynet for fish. Save as ~/.config/fish/completions/isynet.fish
        function __isynet_complete
          set -l line (string replace -r '^\S+\s' '' -- (commandline -cp))
          set -l option (string match -r '^--[^=]+=' -- (commandline -ct))
          isynet "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null | string replace -r -- '^' "$option"
        end
        complete -c isynet -a '(__isynet_complete)'
        """;

    private static readonly (string Shell, string Script)[] Scripts = [("bash", Bash), ("zsh", Zsh), ("fish", Fish)];

    /// <summary>The shells that there is a script for.</summary>
    public static IEnumerable<string> Shells => Scripts.Select(script => script.Shell);

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        var command = new Command("completion", "Print a script by which a shell completes commands, options and names.") { shell };
        command.SetAction(result =>
        {
            var name = result.GetRequiredValue(shell);
            var script = Scripts.FirstOrDefault(s => s.Shell == name).Script ?? throw UsageException.Unknown("shell", name, Shells);
            Console.WriteLine(script);
        });
        return command;
    }
}
