// Does all right, but its bufio.Writer keeps what it is given until its input ends.
// exit 2: answered only when its input was closed: it does not flush its standard output
// exit 2: in Go: Flush
package main

import (
	"bufio"
	"encoding/json"
	"os"
)

type message struct {
	Src  string         `json:"src"`
	Dest string         `json:"dest"`
	Body map[string]any `json:"body"`
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		var m message
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			panic(err)
		}
		body := map[string]any{"type": m.Body["type"].(string) + "_ok", "in_reply_to": m.Body["msg_id"]}
		_ = json.NewEncoder(out).Encode(message{Src: m.Dest, Dest: m.Src, Body: body})
	}
}
