// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Remembers when a submitter first showed the root of a batch, and over how many leaves.
/// @notice Anchors are kept per submitter, so nobody can take a root away from the one who built it by being faster.
/// There is no owner, no money and no way to change or remove an anchor.
contract AnchorRegistry {
    /// @dev One storage slot.
    struct Anchor {
        uint64 blockNumber;
        uint64 timestamp;
        uint32 leafCount;
    }

    event Anchored(address indexed submitter, bytes32 indexed root, uint32 leafCount);

    error AlreadyAnchored(address submitter, bytes32 root);
    error EmptyBatch();

    mapping(address submitter => mapping(bytes32 root => Anchor)) private _anchors;

    /// @notice Anchor a root in the caller's name; a second time is refused and leaves the first as it was.
    /// @param leafCount number of leaves under the root: with it, a proof's tree has one shape only.
    function anchor(bytes32 root, uint32 leafCount) external {
        if (root == 0 || leafCount == 0) revert EmptyBatch();
        Anchor storage slot = _anchors[msg.sender][root];
        if (slot.leafCount != 0) revert AlreadyAnchored(msg.sender, root);
        slot.blockNumber = uint64(block.number);
        slot.timestamp = uint64(block.timestamp);
        slot.leafCount = leafCount;
        emit Anchored(msg.sender, root, leafCount);
    }

    /// @notice When this submitter anchored this root; three zeros if never.
    function anchoredAt(address submitter, bytes32 root)
        external
        view
        returns (uint64 blockNumber, uint64 timestamp, uint32 leafCount)
    {
        Anchor storage slot = _anchors[submitter][root];
        return (slot.blockNumber, slot.timestamp, slot.leafCount);
    }
}
