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
		Long: `Print the OpenAPI document that the service keeps, as it also serves it at
/openapi.yaml and /openapi.json.

With --inline no reference is left but those to schemas: responses, parameters,
headers and examples stand where they are used, for tools that read no others. A
service serves the same at /openapi.yaml?inline.

With --odata the options $select and Prefer are parameters, and 204 stands beside 201,
in place of the extensions that describe them; properties that can be selected are
optional in answers. A service serves the same at /openapi.yaml?odata.`,
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
	addText(c.Flags(), &format, "format", "yaml", "`yaml|json`: yaml is the document byte for byte", oneOf("yaml", "json"))
	c.Flags().BoolVar(&inlined, "inline", false, "write out what is no schema")
	c.Flags().BoolVar(&odata, "odata", false, "describe options of OData without extensions")
	exitCodes(c, `  0  it was printed
  1  it could not be
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
