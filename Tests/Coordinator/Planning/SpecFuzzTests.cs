using System.Text;
using Sweep.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Planning;

/// <summary>Parsing any text ends with a spec or with problems, never with an exception.</summary>
public class SpecFuzzTests
{
    private const string Alphabet = " \t\n\r:,-[]{}&*!|>'\"#%@`~?0123456789.eE+_abcxyzNaN\0é😀\uFEFF";

    private static readonly string[] _pieces =
    [
        "&a ",
        "*a",
        "!!int ",
        "{",
        "}",
        "[",
        "]",
        ": ",
        "- ",
        "\n",
        "\n  ",
        "? ",
        "|\n",
        ">-\n",
        "---\n",
        "...\n",
        "%YAML 1.2\n",
        "<<: *a\n",
        "null",
        "~",
        ".nan",
        "1e999",
        "-1",
        "''",
        "\"\\x\"",
        "\t",
    ];

    [Fact]
    public void Read_MutatedSpecs_NeverThrows()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var text = Mutate(new RandomSpec(seed % 50).Text(), new Random(seed));
            AssertAnswers(text, seed);
        }
    }

    [Fact]
    public void Read_RandomText_NeverThrows()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var text = new StringBuilder();
            for (var i = random.Next(200); i > 0; i--)
            {
                text.Append(random.Next(3) == 0 ? _pieces[random.Next(_pieces.Length)] : Alphabet[random.Next(Alphabet.Length)].ToString());
            }

            AssertAnswers(text.ToString(), seed);
        }
    }

    private static void AssertAnswers(string text, int seed)
    {
        try
        {
            var reading = SpecReading.Read(text);
            Assert.True(reading.Spec is null == reading.Problems.Count > 0, $"seed {seed}");
            Assert.All(reading.Problems, problem => Assert.InRange(problem.Line, 0, 1 + text.Count(letter => letter is '\n' or '\r')));
            if (reading.Spec is { } spec)
            {
                Expansion.Expand(spec);
            }
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"seed {seed}: {exception}\n{text}");
        }
    }

    private static string Mutate(string text, Random random)
    {
        var mutated = new StringBuilder(text);
        for (var i = 1 + random.Next(6); i > 0 && mutated.Length > 0; i--)
        {
            var at = random.Next(mutated.Length);
            switch (random.Next(5))
            {
                case 0:
                    mutated.Remove(at, Math.Min(1 + random.Next(10), mutated.Length - at));
                    break;
                case 1:
                    mutated.Insert(at, _pieces[random.Next(_pieces.Length)]);
                    break;
                case 2:
                    mutated[at] = Alphabet[random.Next(Alphabet.Length)];
                    break;
                case 3:
                    mutated.Insert(at, mutated.ToString(at, Math.Min(random.Next(40), mutated.Length - at)));
                    break;
                default:
                    mutated.Length = Math.Max(1, at);
                    break;
            }
        }

        return mutated.ToString();
    }
}
