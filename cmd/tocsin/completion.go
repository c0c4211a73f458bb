package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

type completionCmd struct {
	Shell string `arg:"" help:"${shells}." words:"shells"`
}

var shells = []string{"bash", "zsh", "fish"}

// Help says how it is used.
func (completionCmd) Help() string {
	return "For example, in the shell's start file:\n\n\tsource <(tocsin completion bash)\n\tsource <(tocsin completion zsh)\n\ttocsin completion fish | source"
}

// Run prints the script for a shell, made from the commands as they are.
func (c completionCmd) Run(e *env) error {
	places := completions(e.parser.Model.Node)
	if c.Shell == "fish" {
		return fish(e.out, places)
	}
	return bash(e.out, places, c.Shell == "zsh")
}

// A place is a command, and what may follow it.
type place struct {
	path     string // "/report/add"
	commands []option
	flags    []option
	words    []string // closed lists of its arguments
}

// An option is a word that may follow, with what it means and the words that it takes.
type option struct {
	name, help string
	takes      bool
	words      []string
}

// completions walks the model.
func completions(n *kong.Node) []place {
	var out []place
	var walk func(n *kong.Node, path string, above []option)
	walk = func(n *kong.Node, path string, above []option) {
		p := place{path: path, flags: slices.Clone(above)}
		for _, f := range n.Flags {
			if !f.Hidden {
				p.flags = append(p.flags, option{name: f.Name, help: f.Help, takes: !f.IsBool(), words: wordLists[f.Tag.Get("words")]})
			}
		}
		for _, a := range n.Positional {
			p.words = append(p.words, wordLists[a.Tag.Get("words")]...)
		}
		for _, c := range n.Children {
			if !c.Hidden {
				p.commands = append(p.commands, option{name: c.Name, help: c.Help})
				walk(c, path+"/"+c.Name, p.flags)
			}
		}
		out = append(out, p)
	}
	walk(n, "", nil)
	slices.SortFunc(out, func(a, b place) int { return strings.Compare(a.path, b.path) })
	return out
}

func (p place) all() string {
	var all []string
	for _, c := range p.commands {
		all = append(all, c.name)
	}
	all = append(all, p.words...)
	for _, f := range p.flags {
		all = append(all, "--"+f.name)
	}
	return strings.Join(all, " ")
}

// flagWords lists the words of the flags that take one of a list: words to the place and flag.
func flagWords(places []place) map[string][]string {
	out := map[string][]string{}
	for _, p := range places {
		for _, f := range p.flags {
			if len(f.words) > 0 {
				key := strings.Join(f.words, " ")
				out[key] = append(out[key], p.path+" --"+f.name)
			}
		}
	}
	return out
}

// bash writes the script for bash, or for zsh, which differs in how it hands over the words.
func bash(w io.Writer, places []place, zsh bool) error {
	first, words, current, reply := 1, "COMP_WORDS", "COMP_CWORD", "COMPREPLY=($(compgen -W \"$list\" -- \"$cur\"))"
	head, foot := "# tocsin completion for bash\n_tocsin() {\n", "complete -o default -F _tocsin tocsin\n"
	if zsh {
		first, words, current, reply = 2, "words", "CURRENT", "compadd -- ${=list}"
		head, foot = "#compdef tocsin\n# tocsin completion for zsh\n_tocsin() {\n", "compdef _tocsin tocsin\n"
	}
	var b strings.Builder
	b.WriteString(head)
	fmt.Fprintf(&b, "  local cur=\"${%s[%s]}\" prev=\"${%s[%s-1]}\" path=\"\" list=\"\" i\n", words, current, words, current)
	if zsh {
		b.WriteString("  emulate -L zsh\n")
	}
	paths := make([]string, 0, len(places))
	for _, p := range places[1:] {
		paths = append(paths, p.path)
	}
	fmt.Fprintf(&b, "  for ((i=%d; i<%s; i++)); do\n    case \"$path/${%s[i]}\" in\n      %s) path=\"$path/${%s[i]}\" ;;\n    esac\n  done\n", first, current, words, strings.Join(paths, "|"), words)
	b.WriteString("  case \"$path $prev\" in\n")
	lists := flagWords(places)
	for _, list := range slices.Sorted(maps.Keys(lists)) {
		quoted := make([]string, len(lists[list]))
		for i, at := range lists[list] {
			quoted[i] = "\"" + at + "\""
		}
		fmt.Fprintf(&b, "    %s) list=\"%s\" ;;\n", strings.Join(quoted, "|"), list)
	}
	b.WriteString("    *) case \"$path\" in\n")
	for _, p := range places {
		fmt.Fprintf(&b, "      \"%s\") list=\"%s\" ;;\n", p.path, p.all())
	}
	fmt.Fprintf(&b, "    esac ;;\n  esac\n  %s\n}\n%s", reply, foot)
	_, err := io.WriteString(w, b.String())
	return err
}

// fish writes the script for fish.
func fish(w io.Writer, places []place) error {
	var b strings.Builder
	b.WriteString("# tocsin completion for fish\nfunction __tocsin_at\n  set -l path \"\"\n  for w in (commandline -opc)[2..-1]\n    switch \"$path/$w\"\n")
	for _, p := range places[1:] {
		fmt.Fprintf(&b, "      case %s\n        set path %s\n", p.path, p.path)
	}
	b.WriteString("    end\n  end\n  test \"$path\" = \"$argv[1]\"\nend\n")
	for _, p := range places {
		at := fmt.Sprintf("complete -c tocsin -n '__tocsin_at \"%s\"'", p.path)
		for _, c := range p.commands {
			fmt.Fprintf(&b, "%s -f -a %s -d %s\n", at, c.name, quoteFish(c.help))
		}
		if len(p.words) > 0 {
			fmt.Fprintf(&b, "%s -f -a '%s'\n", at, strings.Join(p.words, " "))
		}
		for _, f := range p.flags {
			more := ""
			if f.takes {
				more = " -r"
			}
			if len(f.words) > 0 {
				more = " -x -a '" + strings.Join(f.words, " ") + "'"
			}
			fmt.Fprintf(&b, "%s -l %s%s -d %s\n", at, f.name, more, quoteFish(f.help))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func quoteFish(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}
