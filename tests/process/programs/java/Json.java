import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** As much of JSON as messages need: maps, lists, strings, numbers (long or double), booleans, null. */
final class Json {
    private final String text;
    private int at = 0;

    private Json(String text) {
        this.text = text;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> parseObject(String text) {
        Json reader = new Json(text);
        Object value = reader.value();
        reader.skipBlanks();
        if (reader.at != text.length()) throw new IllegalArgumentException("more after the end: " + text);
        return (Map<String, Object>) value;
    }

    static String write(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(field -> quote((String) field.getKey()) + ":" + write(field.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Iterable<?> values) {
            List<String> texts = new ArrayList<>();
            values.forEach(each -> texts.add(write(each)));
            return "[" + String.join(",", texts) + "]";
        }
        return value instanceof String string ? quote(string) : String.valueOf(value);
    }

    private static String quote(String string) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : string.toCharArray()) {
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < 0x20) out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        }
        return out.append('"').toString();
    }

    private void skipBlanks() {
        while (at < text.length() && text.charAt(at) <= ' ') ++at;
    }

    private boolean take(String word) {
        skipBlanks();
        if (!text.startsWith(word, at)) return false;
        at += word.length();
        return true;
    }

    private void expect(String word) {
        if (!take(word)) throw new IllegalArgumentException(word + " is missing at " + at + " of " + text);
    }

    private Object value() {
        if (take("null")) return null;
        if (take("true")) return true;
        if (take("false")) return false;
        if (take("\"")) return string();
        if (take("[")) {
            List<Object> values = new ArrayList<>();
            while (!take("]")) {
                if (!values.isEmpty()) expect(",");
                values.add(value());
            }
            return values;
        }
        if (take("{")) {
            Map<String, Object> fields = new LinkedHashMap<>();
            while (!take("}")) {
                if (!fields.isEmpty()) expect(",");
                expect("\"");
                String name = string();
                expect(":");
                fields.put(name, value());
            }
            return fields;
        }
        int start = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) ++at;
        String digits = text.substring(start, at);
        if (digits.isEmpty()) throw new IllegalArgumentException("no value at " + at + " of " + text);
        if (digits.matches("-?[0-9]+")) return Long.valueOf(digits);
        return Double.valueOf(digits);
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        for (char c; (c = text.charAt(at++)) != '"'; ) {
            if (c != '\\') {
                out.append(c);
                continue;
            }
            c = text.charAt(at++);
            switch (c) {
                case 'u' -> {
                    out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                    at += 4;
                }
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
