// Command recipes follows docs/clients.md as a person does who has nothing yet: it
// runs the commands of each recipe, as they are printed, in an empty folder, beside a
// service of its own, and then looks whether the service has the status that was to be
// created.
//
// A recipe is a heading of the third level in the page's section "From an empty
// folder"; its commands are the blocks of sh. What package managers download stays in
// their own caches. A recipe whose programs are not installed is a skip, which -all
// does not allow but for languages that the project's machines do not have.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"profilestatus.example/test/internal/folder"
)

// page has the recipes, from the root of the repository.
const page = "docs/clients.md"

// A recipe is what the runner has to know of a heading of the page.
type recipe struct {
	heading string
	needs   []string // programs
	rare    bool     // -all allows the skip: the project's machines have no such programs
	long    bool     // takes more than some seconds with warm caches: left out by -gate
	client  string   // the folder of test/clients with the same generator, and its version
	profile string   // that gets the status; "" is school-1
	env     []string // keeps downloads and compiled libraries out of the empty folder
}

// exampleProfile is the profile of the document's example.
const exampleProfile = "86904b1e-c7d0-4ead-b13a-98f11fc400ee"

var recipes = []recipe{
	{heading: "curl", needs: []string{"curl"}},
	{heading: "JavaScript", needs: []string{"node"}},
	{heading: "TypeScript", needs: []string{"node", "npm", "npx"}, client: "typescript-openapi-fetch"},
	{heading: "TypeScript with $select", needs: []string{"node", "npm", "npx"}, client: "typescript-openapi-fetch"},
	{heading: "Python", needs: []string{"python3"}, client: "python-openapi-python-client", env: []string{"PIP_CONSTRAINT=$CLIENT/requirements.txt"}},
	{heading: "Go", needs: []string{"go"}, client: "go"},
	{heading: "Java", needs: []string{"java", "javac", "mvn"}, client: "java"},
	{heading: "Spring", needs: []string{"java", "javac", "mvn"}, long: true, client: "java-restclient"},
	{heading: "Kotlin", needs: []string{"java", "mvn"}, client: "kotlin"},
	{heading: "C#", needs: []string{"dotnet", "java", "mvn"}, rare: true, client: "csharp"},
	{heading: "PHP", needs: []string{"php", "java", "mvn"}, client: "php"},
	{heading: "Ruby", needs: []string{"ruby", "java", "mvn"}, client: "ruby"},
	{heading: "Rust", needs: []string{"cargo", "cc"}, client: "rust", env: []string{"CARGO_TARGET_DIR=$CACHE/rust"}},
	{heading: "C", needs: []string{"cc", "curl-config", "java", "mvn"}, client: "c"},
	{heading: "C++", needs: []string{"c++", "java", "mvn"}, long: true, client: "c"},
	{heading: "Swift", needs: []string{"swift", "java", "mvn"}, rare: true, client: "c"},
	{heading: "Dart", needs: []string{"dart", "java", "mvn"}, rare: true, client: "c"},
	{heading: "HTTP files", needs: []string{"node", "npx"}},
	{heading: "Postman", needs: []string{"node", "npx"}, profile: exampleProfile},
	{heading: "Bruno", needs: []string{"node", "npx"}, profile: exampleProfile},
	{heading: "Language models (MCP)", needs: []string{"python3"}},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(os.Stderr, "recipes: %v\n", err)
		os.Exit(1)
	}
}

// run is the whole program.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("recipes", flag.ContinueOnError)
	flags.Usage = func() {
		fmt.Fprintf(flags.Output(), "Usage: go run ./test/recipes [flags] [heading ...]\n\nFollows the named recipes of %s, or all, from the root of the repository.\n\n", page)
		flags.PrintDefaults()
	}
	all := flags.Bool("all", false, "fail if a recipe is skipped, unless no machine of this project can follow it")
	gate := flags.Bool("gate", false, "leave out the recipes that take long")
	jobs := flags.Int("jobs", 2, "how `many` recipes are followed at the same time, 1 to 16")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *jobs < 1 || *jobs > 16 {
		return fmt.Errorf("-jobs %d: want 1 to 16", *jobs)
	}
	chosen, err := choose(flags.Args(), *gate)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(page)
	if err != nil {
		return fmt.Errorf("run this in the root of the repository: %w", err)
	}
	u, err := newRunner(ctx, string(text), out)
	if err != nil {
		return err
	}
	defer u.close()
	return u.follow(ctx, chosen, *jobs, *all)
}

// choose returns the recipes of these headings, or all if there are none.
func choose(headings []string, gate bool) ([]recipe, error) {
	for _, heading := range headings {
		if !slices.ContainsFunc(recipes, func(r recipe) bool { return r.heading == heading }) {
			return nil, fmt.Errorf("there is no recipe %q", heading)
		}
	}
	return slices.DeleteFunc(slices.Clone(recipes), func(r recipe) bool {
		return len(headings) > 0 && !slices.Contains(headings, r.heading) || gate && r.long
	}), nil
}

// follow follows the recipes, some at the same time, and prints what became of each.
func (u *runner) follow(ctx context.Context, chosen []recipe, jobs int, all bool) error {
	next := make(chan recipe)
	var mu sync.Mutex
	var crew sync.WaitGroup
	var failed, forbidden []string
	for range jobs {
		crew.Go(func() {
			for r := range next {
				begin := time.Now()
				missing, err := u.try(ctx, r)
				mu.Lock()
				switch {
				case err != nil:
					fmt.Fprintf(u.out, "FAIL %s: %v\n", r.heading, err)
					failed = append(failed, r.heading)
				case missing != "":
					fmt.Fprintf(u.out, "SKIP %s: %s\n", r.heading, missing)
					if all && !r.rare {
						forbidden = append(forbidden, r.heading)
					}
				default:
					fmt.Fprintf(u.out, "ok   %s, %.1f s\n", r.heading, time.Since(begin).Seconds())
				}
				mu.Unlock()
			}
		})
	}
	for _, r := range chosen {
		next <- r
	}
	close(next)
	crew.Wait()
	switch {
	case ctx.Err() != nil:
		return errors.New("interrupted")
	case len(failed) > 0:
		return fmt.Errorf("not as %s says: %s", page, strings.Join(failed, ", "))
	case len(forbidden) > 0:
		return fmt.Errorf("skipped, and -all forbids it: %s", strings.Join(forbidden, ", "))
	}
	return nil
}

// try follows one recipe, and returns what is missing for it.
func (u *runner) try(ctx context.Context, r recipe) (missing string, err error) {
	if missing := folder.Missing(append([]string{"bash"}, r.needs...)); missing != "" {
		return missing, nil
	}
	script, err := u.script(r.heading)
	if err != nil {
		return "", err
	}
	path, err := os.MkdirTemp(u.dir, "empty-")
	if err != nil {
		return "", err
	}
	s, err := u.start(ctx)
	if err != nil {
		return "", err
	}
	defer s.stop()
	commands := path + ".sh" // an empty folder stays empty
	if err := os.WriteFile(commands, []byte(strings.ReplaceAll(script, printedAddress, s.address)), 0o644); err != nil {
		return "", err
	}
	d := folder.Dir{Path: path, Env: u.environment(r)}
	printed, err := d.Run(ctx, "bash -eu "+commands)
	if err != nil {
		return "", err
	}
	if err := s.hasStatus(ctx, cmp.Or(r.profile, "school-1")); err != nil {
		return "", fmt.Errorf("%w; it printed:\n%s", err, folder.End(printed))
	}
	return "", os.RemoveAll(path)
}
