// lif_array: time-multiplexed LIF neurons; one a cycle during the sweep at the end of a step.
// Four stages: address, choose the lane's sum, update (lif_update), write. A sweep touches every
// neuron once, so stages never meet on one word. State {refractory, V} sits in one memory; after
// reset a clearing sweep writes zeros (ready_o low). In the last step of an image zeros are written
// instead of the new state, so clearing between images costs no cycle.
// sweep_start_i in cycle t: neuron n is addressed in t+1+n and written in t+4+n; done_o marks the
// cycle of the last write. neuron_valid_o/neuron_o/spike_o describe the neuron being written.
`default_nettype none

module lif_array #(
  parameter COLUMNS       = 128,
  parameter NEURON_WIDTH  = 7,
  parameter LANES         = 8,
  parameter LANE_WIDTH    = 3,
  parameter PHASE_WIDTH   = 4,
  parameter MEMBRANE_BITS = 20,
  parameter SUM_BITS      = 12,
  parameter STRIDE_WIDTH  = 4           // 2^STRIDE_WIDTH > SUM_BITS: bits from lane to lane
) (
  input  wire                            clk_i,
  input  wire                            rst_i,

  input  wire        [NEURON_WIDTH-1:0]  last_neuron_i,    // neurons in use - 1
  input  wire signed [MEMBRANE_BITS-1:0] threshold_i,
  input  wire        [3:0]               leak_shift_i,
  input  wire        [2:0]               gain_shift_i,
  input  wire        [3:0]               refractory_steps_i,
  input  wire                            reset_subtract_i,

  input  wire                            sweep_start_i,
  input  wire                            no_codes_i,       // sums are zero in this step
  input  wire                            clear_i,          // last step: write zeros
  output wire                            read_o,
  output wire        [PHASE_WIDTH-1:0]   read_phase_o,
  // Lanes and their bits are padded to powers of two, so that choosing one needs no multiplier.
  // verilator lint_off UNUSED
  input  wire        [(1<<(LANE_WIDTH+STRIDE_WIDTH))-1:0] sums_i,
  // verilator lint_on UNUSED

  output wire                            neuron_valid_o,
  output wire        [NEURON_WIDTH-1:0]  neuron_o,
  output wire                            spike_o,
  output wire                            done_o,
  output wire                            ready_o
);

  localparam STATE_BITS = MEMBRANE_BITS + 4;
  localparam [NEURON_WIDTH-1:0] ONE_NEURON  = 1;
  localparam [NEURON_WIDTH-1:0] LAST_COLUMN = COLUMNS[NEURON_WIDTH-1:0] - ONE_NEURON;
  localparam [LANE_WIDTH-1:0]   ONE_LANE    = 1;
  localparam [LANE_WIDTH-1:0]   LAST_LANE   = LANES[LANE_WIDTH-1:0] - ONE_LANE;
  localparam [PHASE_WIDTH-1:0]  ONE_PHASE   = 1;

  reg init_q;

  // Stage 0: address
  reg                    run_q;
  reg [NEURON_WIDTH-1:0] n0_q;
  reg [LANE_WIDTH-1:0]   lane0_q;
  reg [PHASE_WIDTH-1:0]  phase0_q;
  wire last0 = n0_q == last_neuron_i;

  assign ready_o      = !init_q;
  assign read_o       = run_q && lane0_q == {LANE_WIDTH{1'b0}};
  assign read_phase_o = phase0_q;

  always @(posedge clk_i) begin
    if (rst_i)              run_q <= 1'b0;
    else if (sweep_start_i) run_q <= 1'b1;
    else if (last0)         run_q <= 1'b0;
  end

  always @(posedge clk_i) begin
    if (rst_i || sweep_start_i) begin
      n0_q     <= {NEURON_WIDTH{1'b0}};
      lane0_q  <= {LANE_WIDTH{1'b0}};
      phase0_q <= {PHASE_WIDTH{1'b0}};
    end else if (run_q || init_q) begin
      n0_q     <= n0_q + ONE_NEURON;
      lane0_q  <= lane0_q == LAST_LANE ? {LANE_WIDTH{1'b0}} : lane0_q + ONE_LANE;
      if (lane0_q == LAST_LANE) phase0_q <= phase0_q + ONE_PHASE;
    end
  end

  always @(posedge clk_i) begin
    if (rst_i)                    init_q <= 1'b1;
    else if (n0_q == LAST_COLUMN) init_q <= 1'b0;
  end

  // Stage 1: state word and sums are there; choose the lane
  wire [STATE_BITS-1:0]  state1;
  reg                    valid1_q, last1_q;
  reg [NEURON_WIDTH-1:0] n1_q;
  reg [LANE_WIDTH-1:0]   lane1_q;

  // Stage 2: update
  reg                            valid2_q, last2_q;
  reg [NEURON_WIDTH-1:0]         n2_q;
  reg signed [MEMBRANE_BITS-1:0] v2_q;
  reg [3:0]                      refractory2_q;
  reg signed [SUM_BITS-1:0]      acc2_q;

  // Stage 3: write
  reg                            valid3_q, last3_q, spike3_q;
  reg [NEURON_WIDTH-1:0]         n3_q;
  reg signed [MEMBRANE_BITS-1:0] v3_q;
  reg [3:0]                      refractory3_q;
  // Read by event taps only: synthesis drops it.
  // verilator lint_off UNUSED
  reg                            saturated3_q;
  // verilator lint_on UNUSED

  wire signed [MEMBRANE_BITS-1:0] v_new;
  wire [3:0]                      refractory_new;
  wire                            spike_new, saturated_new;

  always @(posedge clk_i) begin
    if (rst_i) begin
      valid1_q <= 1'b0;
      valid2_q <= 1'b0;
      valid3_q <= 1'b0;
    end else begin
      valid1_q <= run_q;
      valid2_q <= valid1_q;
      valid3_q <= valid2_q;
    end
  end

  always @(posedge clk_i) begin
    if (run_q) begin
      n1_q    <= n0_q;
      lane1_q <= lane0_q;
      last1_q <= last0;
    end
    if (valid1_q) begin
      n2_q    <= n1_q;
      last2_q <= last1_q;
      {refractory2_q, v2_q} <= state1;
      acc2_q  <= no_codes_i ? {SUM_BITS{1'b0}}
                            : sums_i[{lane1_q, {STRIDE_WIDTH{1'b0}}} +: SUM_BITS];
    end
    if (valid2_q) begin
      n3_q          <= n2_q;
      last3_q       <= last2_q;
      v3_q          <= v_new;
      refractory3_q <= refractory_new;
      spike3_q      <= spike_new;
      saturated3_q  <= saturated_new;
    end
  end

  lif_update #(.MEMBRANE_BITS(MEMBRANE_BITS), .SUM_BITS(SUM_BITS)) u_update (
    .threshold_i(threshold_i), .leak_shift_i(leak_shift_i), .gain_shift_i(gain_shift_i),
    .refractory_steps_i(refractory_steps_i), .reset_subtract_i(reset_subtract_i),
    .v_i(v2_q), .refractory_i(refractory2_q), .acc_i(acc2_q),
    .v_o(v_new), .refractory_o(refractory_new),
    .spike_o(spike_new), .saturated_o(saturated_new)
  );

  ram_1r1w #(.WIDTH(STATE_BITS), .DEPTH(1 << NEURON_WIDTH)) u_state (
    .clk_i(clk_i),
    .we_i(init_q || valid3_q), .waddr_i(init_q ? n0_q : n3_q),
    .wdata_i(init_q || clear_i ? {STATE_BITS{1'b0}} : {refractory3_q, v3_q}),
    .re_i(run_q), .raddr_i(n0_q), .rdata_o(state1)
  );

  assign neuron_valid_o = valid3_q;
  assign neuron_o       = n3_q;
  assign spike_o        = spike3_q;
  assign done_o         = valid3_q && last3_q;

endmodule

`default_nettype wire
