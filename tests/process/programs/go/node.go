package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"
)

// Message is one line of the protocol.
type Message struct {
	Src  string          `json:"src"`
	Dest string          `json:"dest"`
	Body json.RawMessage `json:"body"`
}

type header struct {
	Type      string `json:"type"`
	MsgID     int    `json:"msg_id"`
	InReplyTo int    `json:"in_reply_to"`
	Code      int    `json:"code"`
	Text      string `json:"text"`
}

// Node reads messages from standard input. Each is handled by a goroutine of its own.
type Node struct {
	ID    string
	Nodes []string

	mu        sync.Mutex
	out       *bufio.Writer
	nextID    int
	callbacks map[int]func(Message)
	handlers  map[string]func(Message) error
	working   sync.WaitGroup
}

func NewNode() *Node {
	return &Node{
		out:       bufio.NewWriter(os.Stdout),
		callbacks: make(map[int]func(Message)),
		handlers:  make(map[string]func(Message) error),
	}
}

// On sets what handles requests of a type. Called before Run.
func (n *Node) On(kind string, handler func(Message) error) { n.handlers[kind] = handler }

// Run returns when the input has ended and all handlers have.
func (n *Node) Run() error {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 4096), 16<<20)
	for lines.Scan() {
		var m Message
		var h header
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			return fmt.Errorf("no message: %q: %w", lines.Text(), err)
		}
		m.Body = append(json.RawMessage(nil), m.Body...)
		if err := json.Unmarshal(m.Body, &h); err != nil {
			return fmt.Errorf("no body: %q: %w", lines.Text(), err)
		}
		if h.Type == "init" {
			if err := n.start(m); err != nil {
				return err
			}
			continue
		}
		n.working.Add(1)
		go func() {
			defer n.working.Done()
			n.handle(m, h)
		}()
	}
	n.working.Wait()
	return lines.Err()
}

func (n *Node) start(m Message) error {
	var body struct {
		NodeID  string   `json:"node_id"`
		NodeIDs []string `json:"node_ids"`
	}
	if err := json.Unmarshal(m.Body, &body); err != nil {
		return err
	}
	n.ID, n.Nodes = body.NodeID, body.NodeIDs
	if started := n.handlers["init"]; started != nil {
		if err := started(m); err != nil {
			return err
		}
	}
	return n.Reply(m, map[string]any{"type": "init_ok"})
}

func (n *Node) handle(m Message, h header) {
	if h.InReplyTo != 0 {
		n.mu.Lock()
		callback := n.callbacks[h.InReplyTo]
		delete(n.callbacks, h.InReplyTo)
		n.mu.Unlock()
		if callback != nil {
			callback(m)
		}
		return
	}
	handler := n.handlers[h.Type]
	if handler == nil {
		_ = n.Reply(m, map[string]any{"type": "error", "code": 10, "text": "no such request: " + h.Type})
		return
	}
	if err := handler(m); err != nil {
		_ = n.Reply(m, map[string]any{"type": "error", "code": 13, "text": err.Error()})
	}
}

// Send writes a message. The body is a map or a struct that has a type.
func (n *Node) Send(dest string, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	line, err := json.Marshal(Message{Src: n.ID, Dest: dest, Body: text})
	if err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, err := n.out.Write(append(line, '\n')); err != nil {
		return err
	}
	return n.out.Flush()
}

// Reply answers a request.
func (n *Node) Reply(request Message, body map[string]any) error {
	var h header
	if err := json.Unmarshal(request.Body, &h); err != nil {
		return err
	}
	body["in_reply_to"] = h.MsgID
	return n.Send(request.Src, body)
}

// RPC sends a request. The callback is called by a goroutine of its own when the reply comes, if it does.
func (n *Node) RPC(dest string, body map[string]any, callback func(Message)) (id int, err error) {
	n.mu.Lock()
	n.nextID++
	id = n.nextID
	n.callbacks[id] = callback
	n.mu.Unlock()
	body["msg_id"] = id
	return id, n.Send(dest, body)
}

// Forget drops the callback of a request: its reply is not waited for any more.
func (n *Node) Forget(id int) {
	n.mu.Lock()
	delete(n.callbacks, id)
	n.mu.Unlock()
}

// Ask sends a request and waits for its reply, or for the end of the context.
func (n *Node) Ask(ctx context.Context, dest string, body map[string]any) (Message, error) {
	reply := make(chan Message, 1)
	id, err := n.RPC(dest, body, func(m Message) { reply <- m })
	if err != nil {
		return Message{}, err
	}
	select {
	case m := <-reply:
		return m, nil
	case <-ctx.Done():
		n.Forget(id)
		return Message{}, ctx.Err()
	}
}
