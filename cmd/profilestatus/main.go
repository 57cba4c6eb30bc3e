// Command profilestatus runs the profileStatus API and prints its contract.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}
