package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/pflag"

	"profilestatus.example/contract/report"
)

// reportFiles are the flags of files that a result is written to or compared
// with.
type reportFiles struct {
	junit, sarif, html string
	baseline           string
	update             bool
}

func (f *reportFiles) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.junit, "junit", "", "write the result as JUnit XML to this `file`")
	flags.StringVar(&f.sarif, "sarif", "", "write the findings as SARIF 2.1.0 to this `file`, with their lines in the document")
	flags.StringVar(&f.html, "html", "", "write the result as an HTML page to this `file`")
	flags.StringVar(&f.baseline, "baseline", "", "a `file` of known findings, which are counted but do not fail the run")
	flags.BoolVar(&f.update, "update-baseline", false, "write the findings of this run to the --baseline file")
}

// A writtenFile is a file that a flag names.
type writtenFile struct{ flag, file string }

// written returns the files that are written; the baseline is not among them,
// since it is read before.
func (f *reportFiles) written() []writtenFile {
	return []writtenFile{{"junit", f.junit}, {"sarif", f.sarif}, {"html", f.html}}
}

// known reads the baseline. One that is going to be written need not exist.
func (f *reportFiles) known() ([]report.Known, error) {
	if f.baseline == "" {
		if f.update {
			return nil, errors.New("--update-baseline: want --baseline FILE, too")
		}
		return nil, nil
	}
	file, err := os.Open(f.baseline)
	if errors.Is(err, fs.ErrNotExist) {
		if f.update {
			return nil, nil
		}
		err = errors.New("there is no such file; --update-baseline writes it")
	}
	if err != nil {
		return nil, fileError("baseline", f.baseline, err)
	}
	defer file.Close()
	known, err := report.ReadBaseline(file)
	if err != nil && !f.update {
		return nil, fileError("baseline", f.baseline, err)
	}
	return known, nil
}

// compare marks what is known. When the baseline is going to be written, all of
// the result is.
func (f *reportFiles) compare(r *report.Result, known []report.Known) {
	if f.baseline == "" {
		return
	}
	r.Baseline = f.baseline
	if f.update {
		known = append(known, report.KnownOf(r.Findings)...)
	}
	r.Apply(known)
}

// write writes the files.
func (f *reportFiles) write(r *report.Result) error {
	var errs []error
	for _, output := range []struct {
		flag, file string
		write      func(io.Writer) error
	}{
		{"junit", f.junit, func(w io.Writer) error { return report.JUnit(w, r) }},
		{"sarif", f.sarif, func(w io.Writer) error { return report.SARIF(w, r) }},
		{"html", f.html, func(w io.Writer) error { return report.HTML(w, r) }},
	} {
		errs = append(errs, writeFile(output.flag, output.file, output.write))
	}
	if f.update {
		errs = append(errs, writeFile("baseline", f.baseline, func(w io.Writer) error { return report.WriteBaseline(w, r.Findings) }))
	}
	return errors.Join(errs...)
}

// writeFile writes a file that a flag names, none if it has no name.
func writeFile(flag, name string, write func(io.Writer) error) error {
	if name == "" {
		return nil
	}
	var text bytes.Buffer
	err := write(&text)
	if err == nil {
		err = os.WriteFile(name, text.Bytes(), 0o644)
	}
	if err != nil {
		return fileError(flag, name, err)
	}
	return nil
}
