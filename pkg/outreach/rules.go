package outreach

import (
	"bufio"
	"bytes"
	"embed"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dealerportal/pkg/dealer"
)

// The rules that a text must keep. A text that breaks one is never shown as AI, cached or stored.
const (
	ruleStructure   = "structure"
	ruleEmpty       = "empty"
	ruleLength      = "length"
	ruleCharacters  = "characters"
	ruleDigit       = "digit"
	ruleCurrency    = "currency"
	ruleURL         = "url"
	ruleMarkup      = "markup"
	ruleBlank       = "bracketed_blank"
	rulePlaceholder = "unknown_placeholder"
	ruleRequired    = "required_placeholder"
	ruleName        = "name"
	ruleDate        = "date"
	ruleClaim       = "claim"
	rulePressure    = "pressure"
	ruleEcho        = "echo"
	ruleLanguage    = "language"
	ruleEnding      = "ending"

	// Sections of a language's file that are no rules.
	harmless = "harmless"
	common   = "common"
)

// Rules are all of them.
var Rules = []string{
	ruleStructure, ruleEmpty, ruleLength, rulePlaceholder, ruleRequired, ruleDigit, ruleCurrency, ruleCharacters, ruleURL, ruleBlank, ruleMarkup,
	ruleDate, ruleName, ruleClaim, rulePressure, ruleEcho, ruleLanguage, ruleEnding,
}

// phraseRules are the rules that are kept as lists of phrases. Of several that a text breaks, the first
// is named.
var phraseRules = []string{ruleURL, ruleBlank, ruleDate, ruleName, ruleClaim, rulePressure, ruleEcho}

//go:embed rules/*.txt
var ruleFiles embed.FS

// phrases are those of one language.
type phrases struct {
	sections map[string]*phraseNode
	begins   map[string]ruleSet // by a word, the rules that have a phrase which begins with it
	anywhere ruleSet            // those that have one which begins with any word, or any name
}

// ruleSet has a bit for each of phraseRules. Few words of a text begin a phrase of any, and most of those of one.
type ruleSet uint16

// phraseNode is a place in a tree of phrases, reached by the words before it.
type phraseNode struct {
	words map[string]*phraseNode
	any   *phraseNode // by any word
	name  *phraseNode // by a word with a capital
	ends  bool        // whether a phrase ends here
}

// phrasesOf are the phrases of every language that messages are written in.
var phrasesOf = func() map[string]*phrases {
	all := map[string]*phrases{}
	for _, language := range dealer.Languages {
		data, err := ruleFiles.ReadFile("rules/" + language + ".txt")
		if err != nil {
			panic(err) // the file is part of the program
		}
		if all[language], err = readPhrases(data); err != nil {
			panic(fmt.Sprintf("the rules for %s: %v", language, err))
		}
	}
	return all
}()

// readPhrases reads a language's file.
func readPhrases(data []byte) (*phrases, error) {
	sections, sets, section := map[string]*phraseNode{}, map[string]string{}, ""
	lines := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '=':
			name, words, ok := strings.Cut(line[1:], ":")
			if !ok {
				return nil, fmt.Errorf("line %d: a set has a name and a colon", n)
			}
			sets["<"+strings.TrimSpace(name)+">"] = strings.Join(strings.Fields(words), "/")
		case line[0] != ' ':
			section = line
			if section != harmless && section != common && !slices.Contains(phraseRules, section) || sections[section] != nil {
				return nil, fmt.Errorf("line %d: there is no section %q, or it is there twice", n, section)
			}
			sections[section] = &phraseNode{}
		case section == "":
			return nil, fmt.Errorf("line %d: a phrase outside any section", n)
		default:
			sections[section].add(strings.Fields(line), sets)
		}
	}
	for _, section := range append(slices.Clone(phraseRules), harmless, common) {
		if sections[section] == nil {
			return nil, fmt.Errorf("there is no section %s", section)
		}
	}
	p := &phrases{sections: sections, begins: map[string]ruleSet{}}
	for i, rule := range phraseRules {
		root := sections[rule]
		for word := range root.words {
			p.begins[word] |= 1 << i
		}
		if root.any != nil || root.name != nil || root.ends {
			p.anywhere |= 1 << i
		}
	}
	return p, lines.Err()
}

// add adds a phrase below a node, in all its forms.
func (n *phraseNode) add(words []string, sets map[string]string) {
	if len(words) == 0 {
		n.ends = true
		return
	}
	word, rest := words[0], words[1:]
	if w, optional := strings.CutSuffix(word, "?"); optional && w != "" {
		n.add(rest, sets)
		word = w
	}
	if set, ok := sets[word]; ok {
		word = set
	}
	for alternative := range strings.SplitSeq(word, "/") {
		n.step(alternative).add(rest, sets)
	}
}

// step is the node that a word leads to, made if it is not there.
func (n *phraseNode) step(word string) *phraseNode {
	made := func(to **phraseNode) *phraseNode {
		if *to == nil {
			*to = &phraseNode{}
		}
		return *to
	}
	switch word {
	case "_":
		return made(&n.any)
	case "^":
		return made(&n.name)
	}
	next := n.words[word]
	if next == nil {
		next = &phraseNode{}
		if n.words == nil {
			n.words = map[string]*phraseNode{}
		}
		n.words[word] = next
	}
	return next
}

// token is a word or a mark of a text.
type token struct {
	word    string // in small letters
	name    bool   // whether it is written like a name: one capital, then small letters
	loud    bool   // whether it is all capitals
	mark    bool   // a mark rather than a word
	skipped bool   // part of something harmless
}

// tokensOf takes a text apart into words and marks.
func tokensOf(text string) []token {
	tokens := make([]token, 0, len(text)/4)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case isWordRune(r):
			end := i + size
			for end < len(text) {
				next, n := utf8.DecodeRuneInString(text[end:])
				if !isWordRune(next) {
					break
				}
				end += n
			}
			written, upper := text[i:end], unicode.IsUpper(r)
			t := token{word: strings.ToLower(written)}
			if others := written[size:]; upper && others != "" {
				t.name = others == strings.ToLower(others)
				t.loud = others == strings.ToUpper(others)
			}
			tokens = append(tokens, t)
			size = end - i
		case strings.ContainsRune(".,?!;:()", r):
			tokens = append(tokens, token{word: text[i : i+size], mark: true})
		}
		i += size
	}
	return tokens
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || r == '\'' }

// match finds whether a phrase begins at the first of the tokens, and tells found of each token that a
// phrase names, from the last to the first.
func (n *phraseNode) match(tokens []token, found func(*token)) bool {
	if n.ends {
		return true
	}
	if len(tokens) == 0 || tokens[0].skipped {
		return false
	}
	t := &tokens[0]
	if next := n.words[t.word]; next != nil && next.match(tokens[1:], found) {
		if found != nil {
			found(t)
		}
		return true
	}
	if n.name != nil && t.name && n.name.match(tokens[1:], found) {
		return true
	}
	return n.any != nil && !t.mark && n.any.match(tokens[1:], found)
}

// broken names the first rule whose phrases the tokens hold, or nothing.
func (p *phrases) broken(tokens []token) string {
	for i := range tokens {
		p.sections[harmless].match(tokens[i:], func(t *token) { t.skipped = true })
	}
	begin := make([]ruleSet, len(tokens))
	for i, t := range tokens {
		begin[i] = p.begins[t.word] | p.anywhere
	}
	for r, rule := range phraseRules {
		for i := range tokens {
			if begin[i]&(1<<r) != 0 && p.sections[rule].match(tokens[i:], nil) {
				return rule
			}
		}
	}
	return ""
}

// spoken is how many different common words of the language the tokens have.
func (p *phrases) spoken(tokens []token) int {
	var found []string
	for _, t := range tokens {
		if p.sections[common].words[t.word] != nil && !slices.Contains(found, t.word) {
			found = append(found, t.word)
		}
	}
	return len(found)
}

// echoRun is how many words in a row, the same as in the instructions, are no accident.
const echoRun = 6

// echoes are the runs of words of the instructions, by the first of them.
var echoes = func() map[string][][]string {
	all := map[string][][]string{}
	for run := range runsOf(tokensOf(systemPrompt)) {
		all[run[0]] = append(all[run[0]], run)
	}
	return all
}()

// runsOf are the words of a text without its marks, so many in a row at a time.
func runsOf(tokens []token) iter.Seq[[]string] {
	words := make([]string, 0, len(tokens))
	for _, t := range tokens {
		if !t.mark {
			words = append(words, t.word)
		}
	}
	return func(yield func([]string) bool) {
		for i := 0; i+echoRun <= len(words) && yield(words[i:i+echoRun]); i++ {
		}
	}
}

// isEcho says whether the tokens repeat the instructions.
func isEcho(tokens []token) bool {
	for run := range runsOf(tokens) {
		for _, echo := range echoes[run[0]] {
			if slices.Equal(run, echo) {
				return true
			}
		}
	}
	return false
}
