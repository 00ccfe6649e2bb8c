#!/usr/bin/env ruby
require "json"

$stdout.sync = true
while (line = $stdin.gets)
  message = JSON.parse(line)
  body = message["body"]
  body["type"] += "_ok"
  body["in_reply_to"] = body.delete("msg_id")
  puts JSON.generate({ src: message["dest"], dest: message["src"], body: body })
end
