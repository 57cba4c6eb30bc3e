package profilestatus_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// TestDecisions: the index of docs/adr lists every record that is there, in order,
// and nothing else, and says what each decides.
func TestDecisions(t *testing.T) {
	index, err := os.ReadFile("docs/adr/README.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("docs/adr/[0-9]*.md")
	if err != nil {
		t.Fatal(err)
	}
	title := regexp.MustCompile(`^# (\d+)\. \S+ \S`)
	var records []string
	for _, file := range files {
		name := filepath.Base(file)
		records = append(records, name)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if found := title.FindSubmatch(text); found == nil || fmt.Sprintf("%04s-", found[1]) != name[:5] {
			t.Errorf("%s does not begin with its number and a title, as in \"# 1. What is decided\"", name)
		}
	}
	var listed []string
	for _, row := range regexp.MustCompile(`(?m)^\| \[(.*?)\]\((.*?)\) \|(.*)$`).FindAllStringSubmatch(string(index), -1) {
		number, name, decides := row[1], row[2], row[3]
		listed = append(listed, name)
		if len(name) < 5 || name[:4] != number {
			t.Errorf("the index gives %s the number %s", name, number)
		}
		if !regexp.MustCompile(`^ \S.* \|$`).MatchString(decides) {
			t.Errorf("the index does not say what %s decides", name)
		}
	}
	if len(records) < 35 || !slices.Equal(listed, records) {
		t.Errorf("the index lists %q\nthere are %q", listed, records)
	}
}
