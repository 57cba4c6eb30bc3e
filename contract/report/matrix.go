package report

import (
	"slices"
	"strconv"
	"strings"
)

// A matrix is coverage as a table: operations by statuses.
type matrix struct {
	Statuses   []string
	Titles     []string // the same in printable characters
	Rows       []matrixRow
	Answered   int // operations that answered with a success
	Operations int // of the document
	Seen, All  int // documented statuses that were seen, and all of them
}

type matrixRow struct {
	Operation string
	Cells     []cell
	Keywords  []keywordView
}

// A cell is one status of an operation.
type cell struct {
	Class string // many, some, few, none, stray or empty
	Count int
	About string // for readers of the screen
}

type keywordView struct {
	Name string
	Verdicts
}

func newMatrix(coverage []Coverage) matrix {
	var m matrix
	for _, c := range coverage {
		for _, status := range c.columns() {
			if !slices.Contains(m.Statuses, status) {
				m.Statuses = append(m.Statuses, status)
			}
		}
	}
	slices.Sort(m.Statuses) // digits stand before DEFAULT
	m.Titles = plainAll(m.Statuses)
	for _, c := range coverage {
		row := matrixRow{Operation: plain(orNone(c.Operation))}
		success := false
		for _, status := range m.Statuses {
			row.Cells = append(row.Cells, c.cell(status))
		}
		for _, status := range c.Documented {
			m.All++
			if c.seen(status) > 0 {
				m.Seen++
			}
		}
		for status := range c.Statuses {
			success = success || status >= 200 && status < 400
		}
		if c.Operation != "" {
			m.Operations++
		}
		if success && c.Operation != "" {
			m.Answered++
		}
		for keyword, v := range c.Keywords {
			row.Keywords = append(row.Keywords, keywordView{plain(keyword), v})
		}
		slices.SortStableFunc(row.Keywords, func(a, b keywordView) int { return strings.Compare(a.Name, b.Name) })
		m.Rows = append(m.Rows, row)
	}
	return m
}

// columns returns the statuses that the document has or an answer had.
func (c Coverage) columns() []string {
	columns := slices.Clone(c.Documented)
	for status := range c.Statuses {
		if name := strconv.Itoa(status); !c.documents(name) {
			columns = append(columns, name)
		}
	}
	return columns
}

// documents reports whether a status is one of the document, by its number, its
// range or default.
func (c Coverage) documents(status string) bool {
	return slices.Contains(c.Documented, status) || slices.Contains(c.Documented, status[:1]+"XX") || slices.Contains(c.Documented, "DEFAULT")
}

// seen returns how many answers a documented status stands for: a range and
// default are those that nothing nearer names.
func (c Coverage) seen(documented string) int {
	n := 0
	for status, count := range c.Statuses {
		name := strconv.Itoa(status)
		switch {
		case slices.Contains(c.Documented, name):
		case slices.Contains(c.Documented, name[:1]+"XX"):
			name = name[:1] + "XX"
		default:
			name = "DEFAULT"
		}
		if name == documented {
			n += count
		}
	}
	return n
}

func (c Coverage) cell(status string) cell {
	documented := slices.Contains(c.Documented, status)
	n := 0
	if documented {
		n = c.seen(status)
	} else if code, err := strconv.Atoi(status); err == nil && !c.documents(status) {
		n = c.Statuses[code]
	}
	switch {
	case documented && n == 0:
		return cell{"none", 0, "documented, not seen"}
	case n == 0:
		return cell{Class: "empty"}
	case !documented && c.Operation != "":
		return cell{"stray", n, "not documented"}
	case n >= 100:
		return cell{"many", n, "seen"}
	case n >= 10:
		return cell{"some", n, "seen"}
	}
	return cell{"few", n, "seen"}
}

// HasKeywords reports whether requests tried any keyword.
func (m matrix) HasKeywords() bool {
	return slices.ContainsFunc(m.Rows, func(row matrixRow) bool { return len(row.Keywords) > 0 })
}

// AnsweredShare returns how many of a hundred operations answered with a
// success.
func (m matrix) AnsweredShare() int { return m.Answered * 100 / max(1, m.Operations) }

// SeenShare returns how many of a hundred documented statuses were seen.
func (m matrix) SeenShare() int { return m.Seen * 100 / max(1, m.All) }
