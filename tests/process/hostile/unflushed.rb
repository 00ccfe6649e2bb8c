#!/usr/bin/env ruby
# Does all right, but Ruby keeps what it prints until its input ends.
# exit 2: answered only when its input was closed: it does not flush its standard output
# exit 2: in Ruby: $stdout.sync = true
require 'json'

$stdin.each_line do |line|
  message = JSON.parse(line)
  body = { type: "#{message['body']['type']}_ok", in_reply_to: message['body']['msg_id'] }
  puts JSON.generate(src: message['dest'], dest: message['src'], body: body)
end
