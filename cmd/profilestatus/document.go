package main

import (
	"fmt"
	"io"
	"os"

	"profilestatus.example/contract"
)

// readDocument reads a file of at most [contract.MaxDocument] bytes.
func readDocument(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, contract.MaxDocument+1))
	if err == nil && len(data) > contract.MaxDocument {
		err = fmt.Errorf("it is longer than %d bytes", contract.MaxDocument)
	}
	return data, err
}
