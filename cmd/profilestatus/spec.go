package main

import (
	"github.com/spf13/cobra"

	"profilestatus.example"
	"profilestatus.example/internal/inline"
)

func newSpec() *cobra.Command {
	var format string
	var inlined, odata bool
	c := &cobra.Command{
		Use:   "spec [flags]",
		Short: "Print the OpenAPI document",
		Long: `Print the OpenAPI document of the API, which the service also serves at /openapi.yaml
and /openapi.json.

With --inline all references are resolved but those to schemas: responses, parameters,
headers and examples are written where they are used, for tools that follow no such
references. The service serves this form at /openapi.yaml?inline.

With --odata, $select and Prefer are ordinary parameters and 204 is a response beside
201, instead of being described by the extensions x-odata-select and x-odata-return;
properties that can be selected are optional in responses. The service serves this form
at /openapi.yaml?odata.`,
		Example: `  profilestatus spec > openapi.yaml
  profilestatus spec --format json | jq .paths`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			text := []byte(profilestatus.OpenAPI())
			if format == "json" {
				var err error
				if text, err = profilestatus.OpenAPIJSON(); err != nil {
					return err
				}
			}
			if inlined || odata {
				var err error
				if text, err = inline.Write(text, inline.Variant{JSON: format == "json", OData: odata, Inline: inlined}); err != nil {
					return err
				}
			}
			return printText(c.OutOrStdout(), string(text))
		},
	}
	addText(c.Flags(), &format, "format", "yaml", "`yaml|json`; yaml is the document byte for byte", oneOf("yaml", "json"))
	c.Flags().BoolVar(&inlined, "inline", false, "resolve all references except those to schemas")
	c.Flags().BoolVar(&odata, "odata", false, "describe the OData options without extensions")
	exitCodes(c, `  0  the document was printed
  1  it could not be printed
  2  wrong usage`)
	complete(c, "format", "yaml", "json")
	return command(c)
}

// complete offers the values of a flag to the shell.
func complete(c *cobra.Command, flag string, values ...string) {
	if err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag was just defined
	}
}
