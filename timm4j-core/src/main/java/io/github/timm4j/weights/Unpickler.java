package io.github.timm4j.weights;

import io.github.timm4j.CorruptFileException;
import io.github.timm4j.weights.PickleNode.DictNode;
import io.github.timm4j.weights.PickleNode.ListNode;
import io.github.timm4j.weights.PickleNode.NamespaceNode;
import io.github.timm4j.weights.PickleNode.Refused;
import io.github.timm4j.weights.PickleNode.SetNode;
import io.github.timm4j.weights.PickleNode.TupleNode;
import io.github.timm4j.weights.PlainValue.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs the opcodes of one pickle, protocols 2 to 5, for data only: names must be on the allow-list of {@link PickleNames},
 * opcodes that could call anything else do not exist here. A plain pickle has no names at all, and any protocol.
 *
 * <p>Each opcode makes at most one object, so the limit on opcodes bounds memory.
 */
final class Unpickler {
    /** A tensor takes about 33, so this is 30,000 tensors; a pickle of nothing but containers stays below 256 MiB. */
    private static final int MAX_OPCODES = 1_000_000;

    private static final int PROTO = 0x80;
    private static final int STOP = '.';

    private final PickleInput in;
    private final TorchObjects objects;
    private final List<Object> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();
    private final Set<String> refused = new LinkedHashSet<>();
    private final boolean plain;
    private int protocol;

    Unpickler(PickleInput in, TorchObjects objects) {
        this(in, objects, false);
    }

    private Unpickler(PickleInput in, TorchObjects objects, boolean plain) {
        this.in = in;
        this.objects = objects;
        this.plain = plain;
    }

    /** For a pickle that holds nothing but Python's built-in scalars and containers. */
    static Unpickler plain(FileBytes file, PickleInput in) {
        return new Unpickler(in, TorchObjects.withoutStorages(file), true);
    }

    /** The protocol that the pickle declared. */
    int protocol() {
        return protocol;
    }

    /**
     * Reads up to and including the stop opcode.
     *
     * @throws CorruptFileException for a malformed pickle, a refused opcode, or refused names, which are listed
     */
    PlainValue load() {
        try {
            Object root = run();
            if (refused.isEmpty()) {
                return PlainTree.freeze(root, in);
            }
        } catch (CorruptFileException e) {
            if (refused.isEmpty()) {
                throw e;
            }
        }
        throw in.corrupt("refused globals " + refused + ": only tensors and plain Python values are read, no objects");
    }

    private Object run() {
        for (int count = 0; count < MAX_OPCODES; count++) {
            int opcode = in.unsignedByte();
            if (opcode == STOP) {
                return pop();
            }
            Object literal = literal(opcode);
            if (literal == null && plain) {
                literal = PickleText.literal(opcode, in);
            }
            if (literal != null) {
                stack.add(literal);
            } else if (opcode == PROTO && count == 0) {
                begin(in.unsignedByte());
            } else if (!structure(opcode) && !memoAndCalls(opcode)) {
                throw in.corrupt("refused opcode " + Integer.toHexString(opcode));
            }
        }
        throw in.corrupt("more than " + MAX_OPCODES + " opcodes");
    }

    private void begin(int declared) {
        protocol = declared;
        if (declared < (plain ? 1 : 2) || declared > 5) {
            throw in.corrupt("pickle protocol " + declared + " is not 2 to 5");
        }
    }

    private @Nullable Object literal(int opcode) {
        return switch (opcode) {
            case 'N' -> PlainValue.None.NONE;
            case 0x88 -> PlainValue.of(true);
            case 0x89 -> PlainValue.of(false);
            case 'J' -> PlainValue.of(in.int32());
            case 'K' -> PlainValue.of(in.unsignedByte());
            case 'M' -> PlainValue.of(in.unsignedShort());
            case 0x8a -> new PlainValue.Int(in.integer(in.unsignedByte()));
            case 0x8b -> new PlainValue.Int(in.integer(in.int32()));
            case 'G' -> PlainValue.of(in.float64());
            case 'X' -> new Text(in.utf8(in.unsignedInt()));
            case 0x8c, 'U' -> new Text(in.utf8(in.unsignedByte()));
            case 0x8d -> new Text(in.utf8(in.int64()));
            case 'T' -> new Text(in.utf8(in.int32()));
            case 'B' -> new PlainValue.Bytes(in.take(in.unsignedInt()));
            case 'C' -> new PlainValue.Bytes(in.take(in.unsignedByte()));
            case 0x8e, 0x96 -> new PlainValue.Bytes(in.take(in.int64()));
            case ']' -> new ListNode();
            case '}' -> new DictNode();
            case ')' -> new TupleNode(List.of());
            case 0x8f -> new SetNode();
            default -> null;
        };
    }

    private boolean structure(int opcode) {
        switch (opcode) {
            case 0x95 -> in.frame();
            case '(' -> marks.add(stack.size());
            case '0' -> pop();
            case '1' -> sinceMark();
            case '2' -> stack.add(peek());
            case 't' -> stack.add(new TupleNode(sinceMark()));
            case 0x85 -> stack.add(new TupleNode(last(1)));
            case 0x86 -> stack.add(new TupleNode(last(2)));
            case 0x87 -> stack.add(new TupleNode(last(3)));
            case 'l' -> stack.add(new ListNode(sinceMark()));
            case 'd' -> {
                List<Object> pairs = sinceMark();
                stack.add(new DictNode());
                setItems(pairs);
            }
            case 'a' -> append(last(1));
            case 'e', 0x90 -> append(sinceMark());
            case 's' -> setItems(last(2));
            case 'u' -> setItems(sinceMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean memoAndCalls(int opcode) {
        switch (opcode) {
            case 'h' -> recall(in.unsignedByte());
            case 'j' -> recall(in.unsignedInt());
            case 'q' -> memo.put((long) in.unsignedByte(), peek());
            case 'r' -> memo.put(in.unsignedInt(), peek());
            case 0x94 -> memo.put((long) memo.size(), peek());
            case 'c' -> stack.add(global(in.line(), in.line()));
            case 0x93 -> {
                List<Object> names = last(2);
                stack.add(global(text(names.get(0)), text(names.get(1))));
            }
            case 'R', 0x81 -> {
                List<Object> call = last(2);
                stack.add(objects.call(call.get(0), call.get(1)));
            }
            case 'b' -> build(pop());
            case 'Q' -> stack.add(objects.persistent(pop()));
            default -> {
                return plain && textMemo(opcode);
            }
        }
        return true;
    }

    private boolean textMemo(int opcode) {
        if (opcode == 'p') {
            memo.put(PickleText.slot(in), peek());
        } else if (opcode == 'g') {
            recall(PickleText.slot(in));
        }
        return opcode == 'p' || opcode == 'g';
    }

    private Object global(String module, String name) {
        Object allowed = plain ? null : PickleNames.allowed(module, name);
        if (allowed == null) {
            refused.add((module + "." + name).replaceAll("\\P{Graph}", "?"));
            return Refused.REFUSED;
        }
        return allowed;
    }

    private String text(Object node) {
        if (node instanceof Text text) {
            return text.value();
        }
        throw in.corrupt("a name that is no string");
    }

    private void recall(long slot) {
        Object value = memo.get(slot);
        if (value == null) {
            throw in.corrupt("nothing was memoised under " + slot);
        }
        stack.add(value);
    }

    private void append(List<Object> items) {
        Object target = peek();
        if (target instanceof ListNode list) {
            list.items().addAll(items);
        } else if (target instanceof SetNode set) {
            items.forEach(item -> set.items().add(objects.key(item)));
        } else if (target != Refused.REFUSED) {
            throw in.corrupt("items appended to no list");
        }
    }

    private void setItems(List<Object> pairs) {
        Object target = peek();
        if (pairs.size() % 2 != 0) {
            throw in.corrupt("a key without a value");
        }
        if (target instanceof DictNode dict) {
            for (int i = 0; i < pairs.size(); i += 2) {
                dict.items().put(objects.key(pairs.get(i)), pairs.get(i + 1));
            }
        } else if (target != Refused.REFUSED) {
            throw in.corrupt("items set on no dictionary");
        }
    }

    /** Attributes of a namespace are kept; those of a dictionary (a state dict's version numbers) are not. */
    private void build(Object state) {
        Object target = peek();
        if (target instanceof NamespaceNode namespace && state instanceof DictNode attributes) {
            attributes.items().forEach((key, value) -> namespace.attributes().put(text(key), value));
        } else if (!(target instanceof DictNode) && target != Refused.REFUSED && state != Refused.REFUSED) {
            throw in.corrupt("state set on what has none");
        }
    }

    private Object pop() {
        peek();
        return stack.remove(stack.size() - 1);
    }

    private Object peek() {
        int floor = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
        if (stack.size() <= floor) {
            throw in.corrupt("the stack is empty");
        }
        return stack.get(stack.size() - 1);
    }

    private List<Object> last(int count) {
        int floor = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
        return cut(stack.size() - count < floor ? -1 : stack.size() - count);
    }

    private List<Object> sinceMark() {
        return cut(marks.isEmpty() ? -1 : marks.remove(marks.size() - 1));
    }

    private List<Object> cut(int start) {
        if (start < 0) {
            throw in.corrupt("the stack is empty or has no mark");
        }
        List<Object> tail = stack.subList(start, stack.size());
        List<Object> items = new ArrayList<>(tail);
        tail.clear();
        return items;
    }
}
