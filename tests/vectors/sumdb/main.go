// What Go's checksum database believes of a log: notes by sumdb/note, records and trees by sumdb/tlog. Reads cases as
// JSON from standard input and answers each with an empty text, or with why it does not believe it.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type claim struct {
	Vkey, Note string // a checkpoint, and the key of the log
	Leaf       []byte // that stands at Index in its tree, by Path
	Index      int64
	Path       [][]byte
	Earlier    string // or that an earlier checkpoint's tree is the beginning of it, by Path
}

func main() {
	var claims []claim
	if err := json.NewDecoder(os.Stdin).Decode(&claims); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	said := []string{}
	for _, each := range claims {
		why := ""
		if err := each.check(); err != nil {
			why = err.Error()
		}
		said = append(said, why)
	}
	json.NewEncoder(os.Stdout).Encode(said)
}

func (c claim) check() error {
	size, root, err := opened(c.Note, c.Vkey)
	if err != nil {
		return err
	}
	path := []tlog.Hash{}
	for _, each := range c.Path {
		var hash tlog.Hash
		if copy(hash[:], each) != len(each) || len(each) != tlog.HashSize {
			return fmt.Errorf("a hash of %d bytes", len(each))
		}
		path = append(path, hash)
	}
	if c.Earlier == "" {
		return tlog.CheckRecord(path, size, root, c.Index, tlog.RecordHash(c.Leaf))
	}
	before, was, err := opened(c.Earlier, c.Vkey)
	if err != nil {
		return err
	}
	return tlog.CheckTree(path, size, root, before, was)
}

func opened(text, vkey string) (size int64, root tlog.Hash, err error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return
	}
	found, err := note.Open([]byte(text), note.VerifierList(verifier))
	if err != nil {
		return
	}
	lines := strings.Split(found.Text, "\n")
	if len(lines) != 4 {
		return 0, root, fmt.Errorf("a checkpoint of %d lines", len(lines)-1)
	}
	if size, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return
	}
	data, err := base64.StdEncoding.DecodeString(lines[2])
	if err == nil && copy(root[:], data) != tlog.HashSize {
		err = fmt.Errorf("a root of %d bytes", len(data))
	}
	return
}
