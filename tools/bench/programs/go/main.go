// Nodes to take figures of: an echo, and broadcasts for a network without faults.
//
//	programs echo
//	programs direct    each value goes to all others at once: n - 1 messages a broadcast
//	programs batched   values gather at a hub, which sends them on: few messages, some latency
package main

import (
	"log"
	"os"
	"sync"
	"time"
)

// How long values wait for others to go with them.
const gather = 400 * time.Millisecond

func main() {
	n := newNode()
	what := ""
	if len(os.Args) == 2 {
		what = os.Args[1]
	}
	switch what {
	case "echo":
		n.on("echo", func(m message, h header) {
			var body map[string]any
			parse(m.Body, &body)
			body["type"] = "echo_ok"
			delete(body, "msg_id")
			n.reply(m, h, body)
		})
	case "direct":
		serve(n, &direct{n})
	case "batched":
		serve(n, &batched{node: n})
	default:
		log.Fatal("which: echo, direct or batched?")
	}
	n.run()
}

// How values that a client has brought come to the others.
type spreader interface {
	spread(value int)
	// Values have come from another node.
	pass(values []int)
}

type values struct {
	Type   string `json:"type"`
	Values []int  `json:"values"`
}

type store struct {
	sync.Mutex
	known map[int]struct{}
}

func serve(n *node, s spreader) {
	all := store{known: map[int]struct{}{}}
	n.on("topology", func(m message, h header) {
		n.reply(m, h, map[string]any{"type": "topology_ok"})
	})
	n.on("broadcast", func(m message, h header) {
		var body struct {
			Value int `json:"message"`
		}
		parse(m.Body, &body)
		all.add([]int{body.Value})
		s.spread(body.Value)
		n.reply(m, h, map[string]any{"type": "broadcast_ok"})
	})
	n.on("values", func(m message, _ header) {
		var body values
		parse(m.Body, &body)
		all.add(body.Values)
		s.pass(body.Values)
	})
	n.on("read", func(m message, h header) {
		n.reply(m, h, map[string]any{"type": "read_ok", "messages": all.list()})
	})
}

func (s *store) add(values []int) {
	s.Lock()
	defer s.Unlock()
	for _, value := range values {
		s.known[value] = struct{}{}
	}
}

func (s *store) list() []int {
	s.Lock()
	defer s.Unlock()
	list := make([]int, 0, len(s.known))
	for value := range s.known {
		list = append(list, value)
	}
	return list
}

type direct struct{ node *node }

func (d *direct) spread(value int) {
	for _, other := range d.node.others {
		d.node.send(other, values{"values", []int{value}})
	}
}

func (d *direct) pass([]int) {}

type batched struct {
	node *node
	sync.Mutex
	gathered []int
}

const hub = "n0"

func (b *batched) spread(value int) { b.gather([]int{value}) }

func (b *batched) pass(values []int) {
	if b.node.id == hub {
		b.gather(values)
	}
}

func (b *batched) gather(values []int) {
	b.Lock()
	defer b.Unlock()
	if len(b.gathered) == 0 {
		time.AfterFunc(gather, b.flush)
	}
	b.gathered = append(b.gathered, values...)
}

func (b *batched) flush() {
	b.Lock()
	batch := values{"values", b.gathered}
	b.gathered = nil
	b.Unlock()
	if b.node.id != hub {
		b.node.send(hub, batch)
		return
	}
	for _, other := range b.node.others {
		b.node.send(other, batch)
	}
}
