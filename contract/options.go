package contract

// An Option configures [Load] and [New]. Without options a document is
// validated by what it and the standards say, and nothing beyond.
type Option func(*config)

// A config is what the options decide.
type config struct {
	source      lines  // of the document, while it is loaded
	file        string // that they are of, as places name it
	maxDepth    int
	uniqueNames bool // no object has a name twice
	onePlain    bool // a parameter of one value is given once
	semicolons  bool // a query has none, as net/url reads it
	odata       bool // a query option with $ is known to the operation
	statuses    bool // a success is listed by its status
	bodies      bool // there is no body where none is described
	surrogates  bool // no half of a surrogate pair
	encodings   bool // a body is compressed with gzip, or not at all
	charset     bool // JSON says no charset but UTF-8
	dates       bool // see checkDateTime
	readOnly    bool // what is readOnly is not sent, and what is writeOnly is not answered
	uuid        bool // see RFC 9562
	errors      bool // see [Contract.Error]

	location string // of the document, if it may refer to others
	server   string // see WithServer
}

// DefaultMaxDepth is how deep arrays and objects may be nested in a request where no
// profile says otherwise.
const DefaultMaxDepth = 512

func newConfig(options []Option) *config {
	c := &config{maxDepth: DefaultMaxDepth}
	for _, option := range options {
		option(c)
	}
	return c
}

// withSource lets numbers be read as the document writes them.
func withSource(document []byte, file string) Option {
	return func(c *config) { c.source, c.file = newLines(document), file }
}

// WithReferences lets the document refer to others. Location is the file or URL
// that it was read from; [Load] reads the others beside it. Without this option,
// and for [New], only what the document itself holds is used, which is what to
// do with documents of strangers.
//
// A file may refer to regular files, to https, and to http on this machine. A
// document of the web may not refer to files, nor to this machine unless it came
// from there. All of them together have at most [MaxDocument] bytes and are read
// within 30 seconds, with at most 5 redirects each.
func WithReferences(location string) Option { return func(c *config) { c.location = location } }

// WithServer makes one of the document's servers the only one: its number,
// counted from 1, or its URL. Paths and operations with servers of their own
// keep those. [Load] and [New] fail if there is no such one. The default is all
// of them, of which [Contract.BasePath] is that of the first.
func WithServer(server string) Option { return func(c *config) { c.server = server } }

// Graph is the profile of Microsoft Graph, and of services that keep their
// values in the same databases. Beyond the document and the standards:
//
//   - bodies are nested at most [MaxDepth] deep, no object has a name twice, no
//     text half a surrogate pair, JSON has no charset but UTF-8, and requests are
//     compressed with gzip or not at all;
//   - date-time has no leap seconds, at most 12 fraction digits, capital T and Z,
//     and lies in the years 0001 to 9999;
//   - uuid has a variant and version of RFC 9562;
//   - query options that begin with "$" are known to the operation, a parameter
//     of one value is given once, and no query holds a semicolon; an escaped
//     comma in such an option is a comma, and what $select does not name need not
//     be in the answer;
//   - a status of the 200s is listed by itself or as 2XX, and a message that
//     describes no body has none;
//   - what is readOnly is not sent, and what is writeOnly is not answered;
//   - an error that the document does not list looks like those that it lists,
//     and no answer has a property that its schema leaves room for and does not
//     name.
func Graph() Option {
	return func(c *config) {
		*c = config{
			location: c.location, server: c.server, source: c.source, file: c.file,
			maxDepth: MaxDepth, uniqueNames: true, onePlain: true, semicolons: true, odata: true, statuses: true, bodies: true,
			surrogates: true, encodings: true, charset: true, dates: true, readOnly: true, uuid: true, errors: true,
		}
	}
}

// IsGraph reports whether the document asks for the profile of [Graph] by its
// x-contract-profile.
func (c *Contract) IsGraph() bool { return c.graph }
