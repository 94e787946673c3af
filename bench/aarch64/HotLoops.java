import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what C2 printed of the register tiles, cuts out the loops that multiply, and asks llvm-mca
 * what they take. bench/aarch64/tiles runs it.
 *
 * <p>Where another loop holds the one that multiplies, both are measured together too: the inner
 * loop for some times, then the shortest way from its end back to its begin.
 *
 * <p>Arguments: the log of the JVM, the bits of a vector, the suffix of the LLVM tools such as
 * "-19", the cores separated by commas, and "code" for the code itself in place of a table. A core
 * is a name that LLVM knows and the instructions that it takes in a cycle, as in "neoverse-n1:4":
 * LLVM's models have a width that suits its compiler, so Arm's is set here, with two
 * micro-operations an instruction.
 */
/** How often the inner loop runs at a time: for blocks of int16 sums, and for runs of floats. */
final List<Integer> blocks = List.of(2, 4, 8, 16);

final List<Integer> runs = List.of(16, 64);

final int iterations = 200;

/** A way back of more instructions is not one of a loop that matters. */
final int longestWayBack = 400;

void main(String... args) {
  Map<String, List<byte[]>> methods = compiledMethods(lines(Path.of(args[0])));
  if (methods.isEmpty()) {
    System.err.println("no code of C2 in " + args[0]);
    System.exit(1);
  }
  int bits = Integer.parseInt(args[1]);
  var tools = new Tools(args[2]);
  List<Core> cores = Arrays.stream(args[3].split(",")).map(Core::parse).toList();
  boolean isCode = args.length > 4 && args[4].equals("code");
  if (!isCode) {
    String cycles = String.join(" | ", cores.stream().map(Core::name).toList());
    IO.println(
        "| tile | bits | run | MAC | instructions | spills | cycles: %s | MAC a cycle: %s |"
            .formatted(cycles, cycles));
    IO.println("|---|" + "--:|".repeat(5 + 2 * cores.size()));
  }
  methods.forEach(
      (tile, codes) -> {
        // C2 compiles anew, with more checks, after a call that an earlier code was not made for.
        Optional<Loop> loop =
            codes.stream()
                .flatMap(code -> hotLoop(tools.disassemble(code), bits).stream())
                .min(Comparator.comparingDouble(l -> l.instructionsPerProduct(bits)));
        if (loop.isEmpty()) {
          IO.println("%s: no loop that multiplies".formatted(tile));
        } else if (isCode) {
          IO.println("\n%s at %d bits".formatted(tile, bits));
          loop.get().wayBack().forEach(i -> IO.println("        " + i.text()));
          loop.get().body().forEach(i -> IO.println("    " + i.text()));
        } else {
          row(tile, "", bits, loop.get().body(), tools, cores);
          if (!loop.get().wayBack().isEmpty()) {
            for (int times : loop.get().isFloat() ? runs : blocks) {
              row(tile, String.valueOf(times), bits, loop.get().run(times), tools, cores);
            }
          }
        }
      });
}

void row(
    String tile, String block, int bits, List<Instruction> loop, Tools tools, List<Core> cores) {
  int products = loop.stream().mapToInt(i -> i.products(bits)).sum();
  long spills = loop.stream().filter(Instruction::isSpill).count();
  var cycles = new StringBuilder();
  var rates = new StringBuilder();
  for (Core core : cores) {
    double taken = tools.cycles(core, loop, iterations);
    cycles.append(" %.1f |".formatted(taken));
    rates.append(" %.1f |".formatted(products / taken));
  }
  IO.println(
      "| %s | %d | %s | %d | %d | %d |%s%s"
          .formatted(tile, bits, block, products, loop.size(), spills, cycles, rates));
}

/**
 * The codes of C2 of each class, by its simple name; those for replacement on stack are left out.
 */
Map<String, List<byte[]>> compiledMethods(List<String> log) {
  var begin = Pattern.compile("Compiled method \\((c[12])\\) +\\d+ +\\d+(.{6}) +\\d +(\\S+)::.*");
  var words = Pattern.compile(" +0x[0-9a-f]+: +([0-9a-f |]+)");
  var methods = new TreeMap<String, List<byte[]>>();
  var code = new StringBuilder();
  String name = "";
  boolean isCode = false;
  for (String line : log) {
    Matcher found = begin.matcher(line);
    if (found.matches()) {
      boolean isWanted = found.group(1).equals("c2") && !found.group(2).contains("%");
      name = isWanted ? found.group(3).replaceAll(".*\\.", "") : "";
      code.setLength(0);
    } else if (line.startsWith("[MachCode]")) {
      isCode = true;
    } else if (line.startsWith("[/MachCode]")) {
      isCode = false;
      if (!name.isEmpty()) {
        methods.computeIfAbsent(name, n -> new ArrayList<>()).add(HexFormat.of().parseHex(code));
      }
    } else if (isCode && (found = words.matcher(line)).matches()) {
      code.append(found.group(1).replaceAll("[ |]", ""));
    }
  }
  return methods;
}

/** The innermost loop that multiplies most. */
Optional<Loop> hotLoop(List<Instruction> code, int bits) {
  Loop hot = null;
  int most = 0;
  for (int end = 0; end < code.size(); end++) {
    int begin = code.get(end).target();
    if (begin < 0 || begin > end) {
      continue;
    }
    List<Instruction> body = code.subList(begin, end + 1);
    boolean isInnermost =
        body.stream().limit(body.size() - 1).noneMatch(i -> i.isBackward() && i.target() >= begin);
    int products = body.stream().mapToInt(i -> i.products(bits)).sum();
    if (isInnermost && products > most) {
      most = products;
      hot = new Loop(body, wayBack(code, end + 1, begin));
    }
  }
  return Optional.ofNullable(hot);
}

/** The shortest way from one place to another, empty if there is none. */
List<Instruction> wayBack(List<Instruction> code, int from, int to) {
  var before = new int[code.size()];
  Arrays.fill(before, -1);
  var reached = new ArrayDeque<Integer>(List.of(from));
  before[from] = from;
  while (!reached.isEmpty() && before[to] < 0) {
    int at = reached.poll();
    for (int next : code.get(at).successors()) {
      if (next >= 0 && next < code.size() && before[next] < 0) {
        before[next] = at;
        reached.add(next);
      }
    }
  }
  if (before[to] < 0) {
    return List.of();
  }
  var way = new ArrayList<Instruction>();
  for (int at = before[to]; at != from; at = before[at]) {
    way.add(code.get(at));
  }
  way.add(code.get(from));
  return way.size() > longestWayBack ? List.of() : way.reversed();
}

List<String> lines(Path file) {
  try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
    return lines.toList();
  } catch (IOException e) {
    throw new UncheckedIOException(e);
  }
}

/**
 * A processor.
 *
 * @param name as LLVM has it
 * @param width instructions that it takes in a cycle
 */
record Core(String name, int width) {
  static Core parse(String text) {
    String[] parts = text.split(":");
    return new Core(parts[0], Integer.parseInt(parts[1]));
  }
}

/** A loop, and what is done between two runs of it if it lies within another one. */
record Loop(List<Instruction> body, List<Instruction> wayBack) {
  List<Instruction> run(int times) {
    var all = new ArrayList<>(wayBack);
    Collections.nCopies(times, body).forEach(all::addAll);
    return all;
  }

  double instructionsPerProduct(int bits) {
    return (double) body.size() / body.stream().mapToInt(i -> i.products(bits)).sum();
  }

  boolean isFloat() {
    return body.stream().anyMatch(i -> i.text().startsWith("fm"));
  }
}

/**
 * One instruction.
 *
 * @param at its place in the method
 * @param target the place that it can go to, -1 if it is no branch or leaves the method
 */
record Instruction(int at, String text, int target) {
  private static final Pattern NEON = Pattern.compile("(fmla|mla) +v\\d+\\.(\\d+)[hs],.*");
  private static final Pattern SVE =
      Pattern.compile("(fmla|fmad|mla|mad) +z\\d+\\.([hs]), p\\d+/m,.*");

  static Instruction parse(int at, String text, int length) {
    var address = Pattern.compile(".*\\b0x([0-9a-f]+) <.*").matcher(text);
    long to =
        text.matches("(b|b\\..*|cbn?z|tbn?z)\\s.*") && address.matches()
            ? Long.parseUnsignedLong(address.group(1), 16) / 4
            : -1;
    String plain = text.replaceAll("\\s*(//|<).*", "").replaceAll("\\s+", " ").strip();
    return new Instruction(at, plain, to >= 0 && to < length ? (int) to : -1);
  }

  boolean isBackward() {
    return target >= 0 && target <= at;
  }

  /** Products of numbers that it adds to sums. */
  int products(int bits) {
    Matcher neon = NEON.matcher(text);
    if (neon.matches()) {
      return Integer.parseInt(neon.group(2));
    }
    Matcher sve = SVE.matcher(text);
    return sve.matches() ? bits / (sve.group(2).equals("h") ? 16 : 32) : 0;
  }

  /** Whether it moves a vector between its register and the stack. */
  boolean isSpill() {
    return text.matches("(ldr|str) [qz]\\d+, \\[sp.*");
  }

  int[] successors() {
    if (text.matches("(ret|br|udf)\\b.*") || text.equals("<unknown>")) {
      return new int[0];
    }
    return text.startsWith("b ") ? new int[] {target} : new int[] {target, at + 1};
  }

  /** As the assembler takes it: where a branch goes does not matter to llvm-mca. */
  String assembly() {
    return text.matches("(b|b\\..*|cbn?z|tbn?z) .*") ? text.replaceAll("[^ ]*$", ".") : text;
  }
}

/** The LLVM tools of one version. */
record Tools(String suffix) {
  List<Instruction> disassemble(byte[] code) {
    var source = new StringBuilder();
    for (int i = 0; i + 4 <= code.length; i += 4) {
      source.append(
          ".inst 0x%02x%02x%02x%02x\n".formatted(code[i + 3], code[i + 2], code[i + 1], code[i]));
    }
    try {
      Path object = Files.createTempFile("tile", ".o");
      try {
        run(
            source.toString(),
            "llvm-mc" + suffix,
            "-triple=aarch64",
            "-filetype=obj",
            "-o",
            object.toString());
        String text =
            run(
                "",
                "llvm-objdump" + suffix,
                "--disassemble-zeroes",
                "--mattr=+all",
                "--no-show-raw-insn",
                "-d",
                object.toString());
        var line = Pattern.compile(" *[0-9a-f]+: *\\t(.*)");
        List<String> texts =
            text.lines().map(line::matcher).filter(Matcher::matches).map(m -> m.group(1)).toList();
        var instructions = new ArrayList<Instruction>();
        for (int i = 0; i < texts.size(); i++) {
          instructions.add(Instruction.parse(i, texts.get(i), texts.size()));
        }
        return instructions;
      } finally {
        Files.delete(object);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cycles of one iteration. */
  double cycles(Core core, List<Instruction> loop, int iterations) {
    String source = String.join("\n", loop.stream().map(Instruction::assembly).toList()) + "\n";
    String result =
        run(
            source,
            "llvm-mca" + suffix,
            "-mtriple=aarch64",
            "-mcpu=" + core.name(),
            "-dispatch=" + 2 * core.width(),
            "-iterations=" + iterations,
            "-instruction-info=0",
            "-resource-pressure=0");
    Matcher cycles = Pattern.compile("Total Cycles: +(\\d+)").matcher(result);
    if (!cycles.find()) {
      throw new IllegalStateException("llvm-mca says nothing of cycles: " + result);
    }
    return Math.max(
        Double.parseDouble(cycles.group(1)) / iterations, (double) loop.size() / core.width());
  }

  /** Gives the output of a command, whose input goes through a file: pipes could fill up. */
  private static String run(String input, String... command) {
    try {
      Path in = Files.createTempFile("tile", ".s");
      try {
        Files.writeString(in, input);
        Process process =
            new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
          throw new IllegalStateException(String.join(" ", command) + ": " + output);
        }
        return output;
      } finally {
        Files.delete(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
