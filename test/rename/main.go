// Command rename gives the module another path: `make rename MODULE=…`. It
// changes go.mod of this module and of those in its folders, imports, documents,
// the names that the project has elsewhere, and the contact addresses. Renaming
// back gives the same files again.
//
// The host of the contact addresses is that of the path. Addresses at a site
// where anybody can have a repository would be somebody else's, so for a path
// there -contact must say which host they are at.
//
// The program is still called profilestatus, and so are its variables.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

func main() {
	contact := flag.String("contact", "", "the `host` of the contact addresses; default: that of the module")
	flag.Parse()
	err := errors.New("want one path: make rename MODULE=example.com/acme/profilestatus")
	if flag.NArg() == 1 {
		err = rename(".", flag.Arg(0), *contact)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "rename:", err)
		os.Exit(2)
	}
}

// hosting are sites whose addresses belong to nobody who has a repository there.
var hosting = []string{"bitbucket.org", "codeberg.org", "git.sr.ht", "gitea.com", "github.com", "gitlab.com", "launchpad.net"}

// rename renames the module in dir and generates its code again. An error means
// that nothing was changed, or says which file could not be.
func rename(dir, path, contact string) error {
	if err := module.CheckPath(path); err != nil {
		return fmt.Errorf("MODULE=%q is no path that other modules can require; want one like example.com/acme/profilestatus", path)
	}
	host, _, _ := strings.Cut(path, "/")
	if contact == "" && slices.Contains(hosting, host) {
		return fmt.Errorf("addresses at %s would not be yours; add CONTACT=host for support@host and security@host", host)
	}
	if contact == "" {
		contact = host
	}
	if err := module.CheckPath(contact); err != nil || strings.Contains(contact, "/") {
		return fmt.Errorf("CONTACT=%q: want the name of a host, such as example.com", contact)
	}
	if err := replaceAll(dir, path, contact); err != nil {
		return err
	}
	generate := exec.Command("go", "generate", "./gen/...")
	generate.Dir, generate.Stdout, generate.Stderr = dir, os.Stdout, os.Stderr
	if err := generate.Run(); err != nil {
		return fmt.Errorf("go generate ./gen/...: %w", err)
	}
	return nil
}

// replaceAll changes the names in all files, also in those that are generated.
func replaceAll(dir, path, contact string) error {
	names, err := edits(dir, path, contact)
	if err != nil {
		return err
	}
	files, err := exec.Command("git", "-C", dir, "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		return fmt.Errorf("git ls-files: %w", err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(files), "\x00"), "\x00") {
		if err := edit(filepath.Join(dir, name), names); err != nil {
			return err
		}
	}
	return nil
}

// A replacement is one text for another. Where whole is set, only whole paths
// and what is below them are meant.
type replacement struct {
	from, to string
	whole    bool
}

// edits returns what has to be replaced in all files. What stands there now is
// told by go.mod and openapi.yaml.
func edits(dir, path, contact string) ([]replacement, error) {
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return nil, err
	}
	document, err := os.ReadFile(filepath.Join(dir, "openapi.yaml"))
	if err != nil {
		return nil, err
	}
	email := regexp.MustCompile(`(?m)^ *email: support@(\S+)$`).FindSubmatch(document)
	old := modfile.ModulePath(mod)
	if email == nil || old == "" {
		return nil, errors.New("go.mod has no module, or openapi.yaml no address support@…")
	}
	list := []replacement{{old, path, true}}
	for _, form := range [...]string{"support@%s", "security@%s", "https://%s/support"} {
		list = append(list, replacement{fmt.Sprintf(form, email[1]), fmt.Sprintf(form, contact), false})
	}
	// What is never published still has a name: Composer, Maven, npm.
	for _, form := range [...]string{`"name": "%s/scenario"`, `<groupId>%s</groupId>`, `"name": "%s-spec-lint"`} {
		list = append(list, replacement{fmt.Sprintf(form, short(old)), fmt.Sprintf(form, short(path)), false})
	}
	return list, nil
}

var notInName = regexp.MustCompile(`[^a-z0-9]+`)

// short returns what a module is called by where names have no host: the last
// part of its path, without a version.
func short(path string) string {
	prefix, _, _ := module.SplitPathVersion(path)
	name := prefix[strings.LastIndex(prefix, "/")+1:]
	if name == prefix { // it is all host
		name, _, _ = strings.Cut(name, ".")
	}
	return strings.Trim(notInName.ReplaceAllString(strings.ToLower(name), "-"), "-")
}

// edit replaces in one file. Imports stay in order.
func edit(name string, list []replacement) error {
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() {
		return err // a link's file has its own name
	}
	old, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	text := old
	for _, r := range list {
		text = r.replace(text)
	}
	if bytes.Equal(text, old) {
		return nil
	}
	if strings.HasSuffix(name, ".go") {
		if text, err = format.Source(text); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return os.WriteFile(name, text, info.Mode().Perm())
}

func (r replacement) replace(text []byte) []byte {
	if !r.whole {
		return bytes.ReplaceAll(text, []byte(r.from), []byte(r.to))
	}
	var out []byte
	for {
		i := bytes.Index(text, []byte(r.from))
		if i < 0 {
			return append(out, text...)
		}
		end := i + len(r.from)
		out = append(out, text[:i]...)
		if isWhole(text[:i], text[end:]) {
			out = append(out, r.to...)
		} else {
			out = append(out, text[i:end]...)
		}
		text = text[end:]
	}
}

// isWhole reports whether a path that stands between two texts is no part of a
// longer one, of a URL or of an address.
func isWhole(before, after []byte) bool {
	if len(before) > 0 && inPath(before[len(before)-1]) {
		return false
	}
	after = bytes.TrimLeft(after, ".") // the end of a sentence
	return len(after) == 0 || after[0] == '/' || after[0] == '@' || !inPath(after[0])
}

func inPath(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("./@-_~", c) >= 0
}
