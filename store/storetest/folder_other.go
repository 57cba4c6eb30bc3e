//go:build !linux

package storetest

// FoldersInMemory does nothing where the system is not Linux.
func FoldersInMemory() error { return nil }
