namespace Sweep.Cli.Completion;

/// <summary>
/// Scripts that ask the program itself what could stand where the cursor is: its directive <c>[suggest:N]</c> prints a suggestion a line
/// for the first N characters of the line that follows. Names come from a coordinator, so no script lets its shell expand them.
/// </summary>
internal static class ShellScript
{
    private const string Bash = """
        # Completion of sweep for bash.
        _sweep() {
            local line word=${COMP_WORDS[COMP_CWORD]} program=${COMP_WORDS[0]/#\~/$HOME}
            COMPREPLY=()
            while IFS= read -r line; do
                [[ -z $word && $line == -* ]] && continue
                [[ $line == "$word"* ]] && COMPREPLY+=("$line")
            done < <("$program" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
        }
        complete -o default -F _sweep sweep

        """;

    private const string Zsh = """
        #compdef sweep
        # Completion of sweep for zsh.
        _sweep() {
            local -a suggestions
            local before="$LBUFFER"
            suggestions=("${(@f)$("${words[1]/#\~/$HOME}" "[suggest:${#before}]" "$BUFFER" 2>/dev/null)}")
            suggestions=("${(@)suggestions:#}")
            [[ -z "${words[CURRENT]}" ]] && suggestions=("${(@)suggestions:#-*}")
            if (( ${#suggestions} )); then
                compadd -a suggestions
            else
                _files
            fi
        }
        compdef _sweep sweep

        """;

    private const string Fish = """
        # Completion of sweep for fish.
        function __sweep_suggestions
            set -l line (commandline --cut-at-cursor | string collect)
            set -l program (commandline --tokenize --cut-at-cursor)[1]
            set -l word (commandline --current-token --cut-at-cursor)
            set -l found (command $program "[suggest:"(string length -- $line)"]" $line 2>/dev/null | string match --regex '.+')
            test -z "$word"; and set found (string match --invert --regex '^-' -- $found)
            if set -q found[1]
                printf '%s\n' $found
            else
                __fish_complete_path $word
            end
        end
        complete --command sweep --no-files --arguments '(__sweep_suggestions)'

        """;

    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish"];

    public static string Of(string shell) =>
        shell switch
        {
            "zsh" => Zsh,
            "fish" => Fish,
            _ => Bash,
        };
}
