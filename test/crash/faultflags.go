package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
)

// parseFaults returns the campaign that the flags of "crash faults" describe.
func parseFaults(args []string) (*faults, error) {
	f := &faults{templates: newTemplates(), table: newTable()}
	flags := flag.NewFlagSet("crash faults", flag.ContinueOnError)
	flags.IntVar(&f.count, "count", 100, "how `many` faults are to be hit, at least 1; a case whose fault did not happen does not count")
	flags.IntVar(&f.only, "case", -1, "play only the case with this `number`, until it was hit -count times")
	flags.IntVar(&f.jobs, "jobs", 2, "how `many` cases are played at the same time, 1 to 64")
	flags.Uint64Var(&f.seed, "seed", rand.Uint64(), "the `number` that the cases follow from; default: another one each time")
	names := flags.String("scenes", "", "play only the scenes with these comma-separated `names`; default: all")
	flags.StringVar(&f.given, "program", "", "the `file` of the program; default: it is built")
	flags.StringVar(&f.parent, "dir", os.TempDir(), "the `folder` for the files")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	switch {
	case flags.NArg() > 0:
		return nil, fmt.Errorf("argument %q is not understood: give flags only", flags.Arg(0))
	case f.count < 1:
		return nil, fmt.Errorf("-count %d: want at least 1", f.count)
	case f.jobs < 1 || f.jobs > 64:
		return nil, fmt.Errorf("-jobs %d: want 1 to 64", f.jobs)
	}
	wanted, err := selectScenes(*names)
	if err != nil {
		return nil, err
	}
	f.plan = newPlan(f.seed, wanted)
	f.again = fmt.Sprintf("go run ./test/crash faults -count 1 -seed %d", f.seed)
	if *names != "" {
		f.again += " -scenes " + *names
	}
	if f.given != "" {
		f.again += " -program " + f.given
	}
	return f, nil
}

// selectScenes returns the scenes with these comma-separated names, or all of
// them for "".
func selectScenes(names string) ([]scene, error) {
	if names == "" {
		return scenes, nil
	}
	var selected []scene
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(scenes, func(s scene) bool { return s.name == name })
		if i < 0 {
			return nil, fmt.Errorf("-scenes %q: there is no scene %q", names, name)
		}
		selected = append(selected, scenes[i])
	}
	return selected, nil
}
