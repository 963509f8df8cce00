using System.Diagnostics;
using System.Globalization;

namespace Sweep.Performance.Training.Loops;

/// <summary>The rounds that a loop is asked for: a line each, how many steps to take; answered by the images a second of those steps.</summary>
internal sealed class Rounds
{
    private int steps;
    private int left;
    private long start;

    /// <summary>Waits for a round. False: there will be none.</summary>
    public bool Begin()
    {
        if (Console.ReadLine() is not { } line)
        {
            return false;
        }

        steps = left = int.Parse(line, CultureInfo.InvariantCulture);
        start = Stopwatch.GetTimestamp();
        return true;
    }

    /// <summary>To be called after each step; between two rounds it waits for the next. False: there will be none.</summary>
    public bool AfterStep()
    {
        if (--left > 0)
        {
            return true;
        }

        var rate = steps * TrainingCase.Batch / Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(rate.ToString(CultureInfo.InvariantCulture));
        return Begin();
    }
}
