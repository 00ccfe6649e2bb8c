package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"
	"sync"
)

type message struct {
	Src  string          `json:"src"`
	Dest string          `json:"dest"`
	Body json.RawMessage `json:"body"`
}

// What all bodies have in common.
type header struct {
	Type      string `json:"type"`
	MsgID     int    `json:"msg_id,omitempty"`
	InReplyTo int    `json:"in_reply_to,omitempty"`
}

type handler func(m message, h header)

// A node as most people write it: a goroutine for each message, a lock around the output.
type node struct {
	id       string
	others   []string
	handlers map[string]handler
	output   sync.Mutex
}

func newNode() *node { return &node{handlers: map[string]handler{}} }

func (n *node) on(kind string, h handler) { n.handlers[kind] = h }

func (n *node) run() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 4096), 16<<20)
	for lines.Scan() {
		var m message
		var h header
		parse(lines.Bytes(), &m)
		parse(m.Body, &h)
		if h.Type == "init" {
			n.init(m, h)
		} else if handle := n.handlers[h.Type]; handle != nil {
			go handle(m, h)
		}
	}
}

func (n *node) init(m message, h header) {
	var body struct {
		ID  string   `json:"node_id"`
		All []string `json:"node_ids"`
	}
	parse(m.Body, &body)
	n.id = body.ID
	for _, other := range body.All {
		if other != n.id {
			n.others = append(n.others, other)
		}
	}
	n.reply(m, h, map[string]any{"type": "init_ok"})
}

func (n *node) reply(m message, h header, body map[string]any) {
	body["in_reply_to"] = h.MsgID
	n.send(m.Src, body)
}

func (n *node) send(dest string, body any) {
	line := text(message{n.id, dest, text(body)})
	n.output.Lock()
	defer n.output.Unlock()
	if _, err := os.Stdout.Write(append(line, '\n')); err != nil {
		log.Fatal(err)
	}
}

func parse(text []byte, into any) {
	if err := json.Unmarshal(text, into); err != nil {
		log.Fatalf("%s: %v", text, err)
	}
}

func text(value any) []byte {
	bytes, err := json.Marshal(value)
	if err != nil {
		log.Fatal(err)
	}
	return bytes
}
