package main

import (
	"encoding/json"
	"os"
)

type message struct {
	Src  string         `json:"src"`
	Dest string         `json:"dest"`
	Body map[string]any `json:"body"`
}

func main() {
	requests, replies := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var m message
		if requests.Decode(&m) != nil {
			return
		}
		m.Src, m.Dest = m.Dest, m.Src
		m.Body["type"] = m.Body["type"].(string) + "_ok" // init_ok, echo_ok
		m.Body["in_reply_to"] = m.Body["msg_id"]
		replies.Encode(m)
	}
}
