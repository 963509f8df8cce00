using Sweep.Contracts.Stages;
using Sweep.Coordinator.Ledger;

namespace Sweep.Tests.Coordinator.Ledger;

public sealed class ReadyQueueTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ReadFirst_AfterAnyAdditionsAndRemovals_IsInOrder(int seed)
    {
        var random = new Random(seed);
        var (stages, members) = (new StageTable(), new MemberTable());
        var queue = new ReadyQueue(members, stages);
        for (var number = 0; number < 300; number++)
        {
            var stage = stages.Add(new StageId((UInt128)number));
            stages[stage].Number = number;
            members.Add(
                new Member
                {
                    Stage = stage,
                    Chain = random.Next(8),
                    QueuePlace = -1,
                }
            );
        }

        var queued = new HashSet<int>();
        for (var step = 0; step < 5_000; step++)
        {
            var member = random.Next(300);
            if (queued.Remove(member))
                queue.Remove(member);
            else
                Add(member);

            var (limit, found) = (random.Next(40), new List<int>());
            queue.ReadFirst(limit, found);
            Assert.Equal(queued.OrderByDescending(one => members[one].Chain).ThenBy(one => one).Take(limit), found);
            Assert.Equal(queued.Count, queue.Count);
        }

        void Add(int member)
        {
            queued.Add(member);
            queue.Add(member);
        }
    }
}
